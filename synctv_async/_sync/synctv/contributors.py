# Generated from synctv_async/_async/synctv/contributors.py: edit that and run tools/sync_codegen.py.
"""Contributors of SyncTV V2."""

from synctv_async._sync._pager import Pager
from synctv_async._sync._resource import nothing, written
from synctv_async._sync.synctv._v2 import V2Resource
from synctv_async._wire.envelope import row_of
from synctv_async.errors import NotFoundError
from synctv_async.models.contributor import Contributor
from synctv_async.models.filters import NoFilters

__all__ = ["ContributorResource"]


class ContributorResource(V2Resource):
    """Persons in their roles. Source: the Contributors page of the admin API."""

    def list(self, *, medium_id: int | None = None, page_size: int | None = None) -> Pager[Contributor]:
        """List contributors, all of them or those of a media. The document lists no sort, so none is guaranteed.

        Example::

            for contributor in tv.contributors.list(medium_id=100):
                print(contributor.person, contributor.role)
        """
        name, ids = "contributors.list", dict[str, object]()
        if medium_id is not None:
            name, ids = "contributors.list_of_media", {"medium_id": medium_id}
        return self._listing(
            name,
            Contributor,
            "contributors",
            filters=NoFilters,
            given={},
            page_size=page_size,
            has_id_sort=False,
            offset_documented=True,
            ids=ids,
        )

    def get(self, id: int) -> Contributor:  # noqa: A002 - the service's name for it
        """Read one contributor."""
        return self._record(self._request("contributors.get", id=id), "contributor", Contributor, row_of)

    def create(self, *, media_id: int, role_id: int, person_id: int) -> Contributor:
        """Create a contributor from ids that exist already; the answer names the person and the role.

        It is never sent twice unless the first sending surely did nothing.
        """
        fields = {"media_id": media_id, "role_id": role_id, "person_id": person_id}
        request = self._request("contributors.create", {"contributor": fields})
        return self._record(request, "contributor", Contributor, row_of)

    def update(
        self,
        id: int,  # noqa: A002 - the service's name for it
        *,
        media_id: int | None = None,
        role_id: int | None = None,
        person_id: int | None = None,
    ) -> None:
        """Change the given fields. The service answers without a record."""
        fields = written("contributors.update", {"media_id": media_id, "role_id": role_id, "person_id": person_id})
        self._pipeline.call(self._request("contributors.update", {"contributor": fields}, id=id), nothing)

    def delete(self, id: int) -> None:  # noqa: A002 - the service's name for it
        """Delete a contributor."""

        def gone(contributors: ContributorResource) -> bool:
            try:
                contributors.get(id)
            except NotFoundError:
                return True
            return False

        self._done(self._request("contributors.delete", id=id), gone)

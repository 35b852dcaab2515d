"""What the sandbox does and how it knows: SyncTV's lists, counts and records."""

from typing import Final

from synctv_async.sandbox.behaviour.row import Behaviour

__all__ = ["LISTS"]

LISTS: Final = (
    # Pages
    Behaviour(
        "pages",
        "25 rows a page; `offset` counts rows from 0",
        "documented",
        "Media, Contributors and Ingest videos: `offset`; that it begins at 0 says the official client",
    ),
    Behaviour(
        "bundles_paged",
        "bundles have pages too [they come all at once]",
        "guessed",
        "Bundles names no offset; the official client sends one to every resource",
        "bundles_paged",
    ),
    Behaviour(
        "clips_paged",
        "clips have pages too [they come all at once]",
        "guessed",
        "Media, clips names no offset, though the list beside it does",
        "clips_paged",
    ),
    Behaviour(
        "limit",
        "`limit` is honoured [at most 100, or ignored]",
        "official client",
        "it documents it with a default of 25; no document names it",
        "limit",
    ),
    Behaviour(
        "past_the_end",
        "an offset beyond the end gives an empty list; one that is no number or below 0 is 0",
        "guessed",
        "as SQL and Ruby do. No switch: a client that pages sends neither",
    ),
    # Order
    Behaviour(
        "sort_order",
        "`sort_order` takes one value or several, the first in the URL dominates",
        "documented",
        "Media, list and Ingest videos, list: `sort_order`",
    ),
    Behaviour(
        "sort_values",
        "the values are those of each list: clips have neither avg_rating nor avg_price, bundles and contributors none",
        "documented",
        "the names that follow `sort_order` in the lists of Media and Ingest videos",
    ),
    Behaviour(
        "sort_descending",
        "`sort_descending` turns the whole order round, the ties too",
        "documented",
        "Media, list and Ingest videos, list; for the other lists the official client. Of ties nothing is said",
    ),
    Behaviour(
        "ties",
        "where a sort leaves ties they go by id, so that pages fit each other",
        "guessed",
        "Media, list warns that ties are not stable. No switch: the chaos rule of unstable sorts rehearses the warning",
    ),
    Behaviour(
        "unsorted",
        "a list without `sort_order` goes by id, the lowest first [the highest first]",
        "guessed",
        "the examples print ascending ids; no order is promised",
        "unsorted",
    ),
    Behaviour(
        "nulls",
        "in an ascending sort rows without a value stand first [last]",
        "guessed",
        "untold; databases differ in it",
        "nulls",
    ),
    Behaviour(
        "text_order",
        "names sort by code points, capitals before small letters",
        "guessed",
        "a database's collation is untold. No switch: a client takes the order as it comes",
    ),
    # Filters
    Behaviour(
        "filters",
        "each list and count knows the filters that its own document lists, and no other",
        "documented",
        "the request fields of the lists, of clips and of the three counts, which differ",
    ),
    Behaviour(
        "unknown_filters",
        "a parameter or a value of `sort_order` that a list does not document is ignored [refused: 400, code -3]",
        "guessed",
        "as Rails does. Refused is what no document and no official client names",
        "unknown_filters",
    ),
    Behaviour(
        "ranges",
        "greater, after, from and begin mean >=; less, before and end mean <=",
        "documented",
        "the request fields with timestamps, all with their signs",
    ),
    Behaviour(
        "range_nulls",
        "a row without the value matches no range over it",
        "guessed",
        "as SQL does. No switch: no other reading of the documents' signs makes sense of nothing",
    ),
    Behaviour(
        "available_on",
        "`available_on` matches media on sale at that moment, an open end counting as on sale",
        "guessed",
        "what is compared is not said. No switch: it chooses rows and changes nothing about them",
    ),
    Behaviour(
        "named_like",
        "`named_like` and `stage_like` match any part, small and capital letters alike",
        "guessed",
        "documented is that the value is contained. No switch: the case is a matter of which rows, not of a client",
    ),
    Behaviour(
        "exact_sets",
        "`all_of_audio_languages` and `all_of_media_ids` match exactly the set, `all_of_media_type_ids` at least it",
        "documented",
        "their descriptions in Media, list and Bundles, list",
    ),
    Behaviour(
        "key_value",
        "`key` and `value` together match media that have that value under that key, at any depth",
        "guessed",
        "each alone is documented. No switch: it chooses rows and changes nothing about them",
    ),
    Behaviour(
        "platform_types",
        "platforms 1 and 2 are of type 1, platforms 3 and 4 of type 2",
        "guessed",
        "invented data. No switch: fixtures of one's own replace them",
    ),
    Behaviour(
        "booleans",
        "true, 1, false and 0 are booleans, anything else is as if not sent",
        "guessed",
        "documented is `active=true`. No switch: a client sends true or false",
    ),
    Behaviour(
        "with_favorites",
        "`with_favorites` still works",
        "documented",
        "Media, list: deprecated, not gone",
    ),
    Behaviour(
        "count",
        "a count takes its own filters and no page",
        "documented",
        "the three counts; `sort_order` of the media's count has nothing to do",
    ),
    Behaviour(
        "missing_parent",
        "the lists and counts below a media or container that is not there are empty [refused as not found]",
        "guessed",
        "the error of records that are not there is documented for writes alone",
        "missing_parent",
    ),
    Behaviour(
        "empty_filter",
        "a filter without a value is as if not sent",
        "guessed",
        "as Rails does with blank parameters. No switch: a client sends a value or nothing",
    ),
    Behaviour(
        "visible_rows",
        "every access sees every row, whatever its platform and user",
        "guessed",
        "what a platform may see is untold. No switch: it chooses rows and changes nothing about them",
    ),
    # Fields
    Behaviour(
        "fields",
        "`fields`, `add_fields`, `remove_fields` choose fields of media and bundles, in lists only",
        "documented",
        "Media, list and Bundles, list: their request fields; clips, contributors and ingest videos name none",
    ),
    Behaviour(
        "optional_fields",
        "media can add `bundles`; bundles `ownership_policies`, `ownership_ids`, `medias`, `container_ids`",
        "documented",
        "the same request fields; what such a field holds is not printed",
    ),
    Behaviour(
        "field_names",
        "names of fields that are none are passed over; the order is the record's",
        "guessed",
        "untold. No switch: a client asks for fields that there are",
    ),
    Behaviour(
        "other_fields",
        "the further resources take the three too",
        "official client",
        "it names them for every resource",
    ),
    Behaviour(
        "record",
        "a media has container_ids, contributors and bundle_ids beside it, a bundle ownership_policy_ids and media_ids",
        "documented",
        "Media and Bundles: the examples of one record",
    ),
    Behaviour(
        "inner_ids",
        "the ids inside a media or bundle are there as well [always empty]",
        "guessed",
        "their fields are described; every example prints them empty, even beside filled ones and after a create",
        "inner_ids",
    ),
    Behaviour(
        "data",
        "values in images, meta_data and properties, names, prices and all other data are invented",
        "guessed",
        "the documents print empty ones. No switch: fixtures of one's own replace them",
    ),
)

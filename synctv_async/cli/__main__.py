"""``python -m synctv_async.cli`` does what ``synctv`` does."""

from synctv_async.cli import main

if __name__ == "__main__":
    main()

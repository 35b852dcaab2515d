"""What a stream may have left behind: tasks of the running loop, and threads."""

import asyncio
import threading

__all__ = ["leftovers"]


def leftovers() -> list[str]:
    """Return the tasks other than the running one, and the threads that worked for streams."""
    names = [thread.name for thread in threading.enumerate() if thread.name.startswith("synctv-stream")]
    try:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
    except RuntimeError:  # no such loop here
        return names
    return names + [repr(task) for task in tasks]

"""Why a request was refused: the search for the mistake that explains it."""

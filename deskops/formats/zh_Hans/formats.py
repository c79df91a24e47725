from deskops.formats import *  # noqa: F403 - Django reads each name from here

"""YouTube's Data API: the channel that consented, and the list of what it uploaded."""

from collections.abc import Iterator

from connectors.core import Api, Cursor, OnePage, Page, dig_text

BY_TOKEN = Cursor("pageToken", "nextPageToken")


def own_channel(api: Api, part: str) -> Iterator[Page]:
    """These parts of the channel, one record."""
    params = {"part": part, "mine": "true"}
    path, paging = "/youtube/v3/channels", OnePage()
    return api.pages(path, params, paging=paging, records="items", url="data")


def uploads(api: Api) -> Iterator[list[str]]:
    """The ids of uploaded videos, fifty at a time: as many as one call may ask for."""
    [own] = [one for page in own_channel(api, "contentDetails") for one in page.records]
    playlist = dig_text(own, "contentDetails.relatedPlaylists.uploads")
    listed = {"part": "contentDetails", "maxResults": 50, "playlistId": playlist}
    path = "/youtube/v3/playlistItems"
    for page in api.pages(path, listed, paging=BY_TOKEN, records="items", url="data"):
        if ids := [dig_text(item, "contentDetails.videoId") or "" for item in page.records]:
            yield ids

"""The hub alone: what waits for a browser, and what becomes of one that is slow or gone."""

import asyncio

from heard.realtime.hub import MOST_WAITING, RESYNC, Hub, Listener


async def test_one_who_reads_too_slowly_is_told_to_fetch_anew_and_holds_nobody_up() -> None:
    hub = Hub()
    slow, quick = hub.join(1), hub.join(1)
    taken = b""
    for number in range(MOST_WAITING + 10):
        hub.tell(1, "presence", {"conversation": number, "user": 1})
        taken += await quick.take()
    assert RESYNC not in taken
    left = await slow.take()
    assert left.startswith(RESYNC)
    assert left.count(b"\n\n") == 10
    hub.leave(1, slow)
    hub.leave(1, quick)


async def test_a_listener_sleeps_until_there_is_something() -> None:
    listener = Listener()
    taking = asyncio.create_task(listener.take())
    await asyncio.sleep(0.01)
    assert not taking.done()
    listener.put(b"a")
    listener.put(b"b")
    assert await taking == b"ab"


async def test_a_listener_whose_browser_has_gone_gives_nothing_more() -> None:
    listener = Listener()
    taking = asyncio.create_task(listener.take())
    await asyncio.sleep(0)
    listener.close()
    assert await taking == b""
    listener.put(b"a")
    assert await listener.take() == b""

"""Whether the server's memory grows with use: 5,000 mixed requests, and its resident set after each 500.

GRADIO_SERVER_PORT=8000 python app.py & echo $!
python tests/memory.py http://127.0.0.1:8000 PID
"""

from __future__ import annotations

import asyncio
import io
import random
import re
import sys
from pathlib import Path

import aiohttp
from PIL import Image
from visitor import Visitor

AT_ONCE = 4  # requests under way
CHECKPOINTS = ("fashion-vit-mse", "fashion-unet-mse", "fashion-vit-normpix", "emoji-vit-mse", "photos-vit-mse")
STRATEGIES = ("random", "block", "grid", "checkerboard")


def resident(pid: int) -> float:
    """The memory of a process in MB (Linux)."""
    return int(re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


async def ask(visitor: Visitor, chance: random.Random) -> None:
    """One request of a kind that a page sends; some pages open, and some pictures are brought."""
    kind, name, seed = chance.random(), chance.choice(CHECKPOINTS), chance.randrange(10_000)
    knobs = [name, chance.choice(STRATEGIES), chance.randrange(101), seed, 100]
    digits = f"{chance.getrandbits(49) << 3:013x}"
    mask = {"mask": digits, "number": seed, "grid": [7, 7], "drag": kind < 0.2}
    if kind < 0.4:
        await visitor.call("paint", [None, CHECKPOINTS[seed % 3], mask])
    elif kind < 0.7:
        await visitor.call("roll", [None, *knobs])
    elif kind < 0.8:
        await visitor.call("pick", [None, *knobs, None])
    elif kind < 0.95:
        await visitor.run("open_page", [])
    else:
        file = io.BytesIO()
        Image.effect_noise((300, 200), seed % 100 + 1).save(file, "PNG")
        form = aiohttp.FormData()
        form.add_field("files", file.getvalue(), filename="noise.png")
        async with visitor.http.post(f"{visitor.url}/gradio_api/upload", data=form) as answer:
            if answer.status == 429:  # as a person would, it waits until there is room
                return
            [path] = await answer.json()
        brought = {"path": path, "meta": {"_type": "gradio.FileData"}}
        await visitor.call("take_upload", [brought, *knobs, None])


async def main(url: str, pid: int, requests: int = 5000) -> None:
    """Send them, each tenth by a new visitor, and print the memory; without an answer nothing goes on."""
    chance = random.Random(0)
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/config") as answer:
            config = await answer.json()
        visitors: list[Visitor] = []
        for sent in range(0, requests, AT_ONCE):
            if sent % 500 == 0:
                print(f"{sent:5d} requests: {resident(pid):.0f} MB", flush=True)
            if len(visitors) < AT_ONCE or sent % 40 == 0:
                for gone in visitors:
                    gone.close()
                visitors = [Visitor(http, url, config) for _ in range(AT_ONCE)]
                await asyncio.gather(*(each.run("open_page", []) for each in visitors))
            await asyncio.gather(*(ask(each, chance) for each in visitors))
        print(f"{requests:5d} requests: {resident(pid):.0f} MB")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/"), int(sys.argv[2])))

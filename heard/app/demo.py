"""stub"""


async def welcome(s):
    return "demo"


async def prepare(s): ...
async def sign_in_hint(s):
    return ""


async def play(s):
    return ""

#!/usr/bin/env python3
"""Has a text summarised by another agent, by the tools that a language model has, and says what it cost.

    hire.py --agent desk --budget 0.10troth report.txt

It starts `trothd mcp`, which signs with the agent's operator key; the chain enforces the mandate. The three places where
a model would decide are functions: choose, judge and grant. The result is on standard output, the story on standard error.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import time
import unicodedata

from mcp import Refused, Server

NEEDED = {"get_account", "get_job", "negotiate", "open_dispute", "post_job", "review_work"}
ENDED = {"completed", "refunded", "split", "terminated", "cancelled"}
MINUTE = 60_000
SELECTORS = frozenset(map(chr, [*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))


def choose(bids: list[dict]) -> dict:
    """The bid to award. The model call would go here; without one, it is the least expected cost, as the chain has it."""
    return min(bids, key=lambda bid: bid["expected_cost_micro"])


def judge(text: str, result: str) -> str:
    """What is wrong with a result, or nothing when it is good.

    The model call would go here. A result is what a stranger wrote: give it to the model between marks, as a thing to be
    judged, and let nothing that it says choose a tool, an amount or an address. Here nothing of it is executed either: a
    summary is good when it is shorter than the text and each of its lines stands in the text.
    """
    said = plain(text)
    lines = [plain(line) for line in result.splitlines() if line.strip()]
    if not lines or len(result) >= len(text):
        return "a summary is shorter than the text, and not empty"
    if any(line not in said for line in lines):
        return "a line of the summary does not stand in the text"
    return ""


def plain(text: str) -> str:
    """A text as the server shows one of a stranger, without invisible characters; its words are one space apart."""
    seen = (
        " " if unicodedata.category(character) == "Cc" else character
        for character in text
        if unicodedata.category(character) not in ("Cf", "Co") and character not in SELECTORS
    )
    return " ".join("".join(seen).split())


def grant(wrong: str) -> int:
    """The share of the price, in 1/10000, that a bad result deserves all the same. A model would weigh what is wrong."""
    return 0


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def wait(server: Server, id: str, kind: str, done) -> dict:
    """What get_job says of a job or an agreement, as soon as done says that this is it."""
    status = ""
    while True:
        seen = server.call("get_job", id=id)[kind]
        if seen["status"] != status:
            status = seen["status"]
            tell(f"{id}  {status}")
        if done(seen):
            return seen
        time.sleep(0.5)


def award(server: Server, key: str, job: str) -> str:
    """The agreement that a job leads to, or an empty text when nobody bid."""
    seen = wait(server, job, "job", lambda seen: seen["status"] in ("choosing", "awarded", "expired", "cancelled"))
    if seen["status"] == "choosing":
        best = choose(seen["ranked"])
        tell(f"{job}  {len(seen['ranked'])} of {seen['bids']} bids stand; {best['provider']} asks {best['price']}")
        server.call("negotiate", action="award", job=job, idempotency_key=f"{key}/award", **{"with": best["provider"]})
        seen = server.call("get_job", id=job)["job"]
    return seen.get("agreement", "")


def review(server: Server, seen: dict, text: str) -> None:
    """Decides about one delivery: accept, send back, or reject."""
    delivered = seen["untrusted"]["result"]
    wrong = delivered.get("problem") or judge(text, delivered["text"])
    if not wrong:
        decision = dict(tool="review_work", decision="accept", rating=100)
    elif seen.get("reworks_left"):
        decision = dict(tool="review_work", decision="rework", reason=wrong)
    else:
        decision = dict(tool="open_dispute", reason=wrong, granted_bps=grant(wrong))
    tell(f"{seen['id']}  {wrong or 'the result is good'}")
    server.call(agreement=seen["id"], idempotency_key=f"{seen['id']}/{seen['submission']['submitted_ms']}", **decision)


def hire(server: Server, text: str, skill: str, budget: str, seconds: int) -> str:
    """The whole of it: post, award, review, until the chain has settled. Returns the result.

    The key makes it exactly once: the same hire again, as after a crash, goes on where it was, or shows its end.
    """
    missing = NEEDED - server.tools()
    if missing:
        raise RuntimeError(f"the server lacks {', '.join(sorted(missing))}")
    job = dict(
        title="Summarise a text", spec_text=text, skill=skill, budget=budget, award="client", rework_rounds=1,
        bid_ms=1000 * seconds, reveal_ms=1000 * seconds, award_ms=2 * MINUTE, delivery_ms=10 * MINUTE, review_ms=10 * MINUTE,
    )
    key = hashlib.sha256(json.dumps(job).encode()).hexdigest()[:16]
    before = server.call("get_account")
    try:
        dry = server.call("post_job", dry_run=True, **job)
        tell(f"a job holds {dry['cost']['held'][0]}; the mandate would leave {dry['mandate_left'][0].get('window', 'all')} of this window")
    except Refused as why:  # a job that is posted already may use up what there is
        tell(f"another job would be refused: {why}")
    posted = server.call("post_job", idempotency_key=f"{key}/post", **job)["created"]["job"]
    agreement = award(server, key, posted)
    if not agreement:
        raise RuntimeError(f"{posted}: nobody bid for it; its budget is available again")
    while True:
        wait(server, agreement, "agreement", lambda seen: seen["status"] in ENDED | {"review"})
        seen = server.call("get_job", id=agreement, with_content=True)["agreement"]
        if seen["status"] in ENDED:
            break
        review(server, seen, text)
    after = server.call("get_account")
    for receipt in seen["receipts"]:
        tell(f"{agreement}  paid {receipt['paid']}, burned {receipt['burned']}, refunded {receipt['refunded']}")
    tell(f"available {after['available'][0]}, held {' '.join(after['held']) or 'nothing'}")
    tell(f"for fees {before['operator_funds']} before, {after['operator_funds']} now")
    if seen["status"] != "completed":
        raise RuntimeError(f"{agreement}: it ended {seen['status']}")
    return seen["untrusted"]["result"]["text"]


def main() -> None:
    options = argparse.ArgumentParser(description="have a text summarised by another agent")
    options.add_argument("text", type=pathlib.Path, help="file with the text")
    options.add_argument("--agent", required=True, help="name of the agent that hires, as it was registered")
    options.add_argument("--budget", required=True, help="the most that is paid, such as 0.10troth")
    options.add_argument("--skill", default="summarise")
    options.add_argument("--seconds", type=int, default=30, help="how long bids are taken, and then opened (default 30)")
    chosen = options.parse_args()
    try:
        text = chosen.text.read_text("utf-8")
        # --private lets the server fetch content from this machine, as on a devnet.
        with Server(["trothd", "mcp", "--agent", chosen.agent, "--private"]) as server:
            result = hire(server, text, chosen.skill, chosen.budget, chosen.seconds)
    except (OSError, UnicodeDecodeError, RuntimeError, Refused) as why:
        sys.exit(f"hire: {why}")
    print(result, end="")


if __name__ == "__main__":
    main()

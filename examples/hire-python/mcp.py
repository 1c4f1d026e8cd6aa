"""A client of the Model Context Protocol over standard input and output: one JSON-RPC message a line, nothing else."""

import json
import subprocess

REVISION = "2025-06-18"


class Refused(Exception):
    """A tool refused. code is such as market/12; the message says what to do about it."""

    def __init__(self, tool: str, problem: dict):
        self.code = problem.get("error", "internal")
        super().__init__(f"{tool}: {problem.get('message')} ({self.code}): {problem.get('remedy')}")


class Server:
    """A server that is started as a program, and ends when this does."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.sent = 0

    def __enter__(self) -> "Server":
        me = {"name": "hire-python", "version": "1"}
        self.request("initialize", {"protocolVersion": REVISION, "capabilities": {}, "clientInfo": me})
        self.write({"method": "notifications/initialized"})
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()  # the server ends when its input does
        self.process.wait(timeout=30)

    def write(self, message: dict) -> None:
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method: str, params: dict) -> dict:
        self.sent += 1
        self.write({"id": self.sent, "method": method, "params": params})
        for line in self.process.stdout:
            message = json.loads(line)
            if message.get("method") == "ping":
                self.write({"id": message["id"], "result": {}})
            if message.get("id") != self.sent or "method" in message:
                continue  # a notification: nothing here waits for one
            if "error" in message:
                raise RuntimeError(f"{method}: {message['error']}")
            return message["result"]
        raise RuntimeError(f"{method}: the server ended; it said why on standard error")

    def tools(self) -> set[str]:
        """The names of the tools that the server has."""
        return {tool["name"] for tool in self.request("tools/list", {})["tools"]}

    def call(self, tool: str, **arguments) -> dict:
        """What a tool answers, as data. Refused when the chain or the server says no."""
        answer = self.request("tools/call", {"name": tool, "arguments": arguments})
        if answer.get("isError"):
            text = answer["content"][0]["text"]
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {"message": text, "remedy": "correct the arguments"}
            raise Refused(tool, problem)
        return answer["structuredContent"]

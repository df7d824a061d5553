"""A local server in place of the public ones: it serves weights, and misbehaves as it is told."""

import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves `files` by path; `manner` says how it misbehaves (one word or several), `times` for how many answers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.manner, self.times, self.asked, self.released = {}, "", 0, [], threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Knows ranges, and what huggingface_hub asks of a hub."""

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        server = self.server
        server.asked.append(self.headers.get("Range"))
        manner = server.manner if server.times > 0 else ""
        server.times -= 1
        content = server.files.get(self.path)
        if content is None:
            self.send_response(404)
            if "/resolve/" in self.path:
                self.send_header("X-Error-Code", "EntryNotFound" if "some/model" in self.path else "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        tag = f'"{hashlib.sha256(content).hexdigest()}"'
        begin = int(re.match(r"bytes=(\d+)-", self.headers.get("Range", "bytes=0-"))[1])
        if self.headers.get("If-Range", tag) != tag:
            begin = 0  # the version that was begun is gone
        if begin > len(content):
            self.send_response(416)
            self.end_headers()
            return
        ignores = "ignores ranges" in manner
        part = content if ignores else content[begin:]
        self.send_response(206 if begin and not ignores else 200)
        if begin and not ignores:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        if "no length" not in manner:
            self.send_header("Content-Length", str(len(part)))
        if "no version" not in manner:
            self.send_header("ETag", tag)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.end_headers()
        if body:
            self.wfile.write(part[: len(part) // 2] if "drops" in manner or "stalls" in manner else part)
        if "stalls" in manner:
            self.wfile.flush()
            server.released.wait(20)
        self.close_connection = True

    def log_message(self, *_):
        pass

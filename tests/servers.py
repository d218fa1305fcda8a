"A server on this machine, for tests of downloads."

import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer


@contextmanager
def serving(handler):
    "The address of a server that answers with `handler` while the block lasts."
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as s:
        # seconds that a shutdown may wait
        threading.Thread(target=s.serve_forever, args=(0.01,), daemon=True).start()
        yield f'http://127.0.0.1:{s.server_port}'
        s.shutdown()

"""What tests of the import do on its pages: send a file, and have it checked."""

from __future__ import annotations

from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from tests.plugins.immersion.views.conftest import TENANT

IMPORT = f"/{TENANT}/immersion/2024/import/"


def send(client: FlaskClient, kind: str, content: bytes, name: str = "file.xlsx") -> TestResponse:
    # In memory, whatever its size: the client would leave a temporary file open.
    file = FileStorage(BytesIO(content), filename=name)
    stream, length, boundary = stream_encode_multipart({"kind": kind, "file": file}, use_tempfile=False)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.post(IMPORT, input_stream=stream, content_length=length, content_type=content_type)


def checked(client: FlaskClient, kind: str, content: bytes) -> tuple[str, str]:
    """Send a file that can be read; return the address of its check and the page."""
    answer = send(client, kind, content)
    assert answer.status_code == 302
    return answer.location, client.get(answer.location).text

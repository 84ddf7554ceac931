"""Mail servers that speak in private and ask who we are: real ones, with certificates made for the test."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from core.jobs.handlers import Handlers
from core.jobs.runtime import Runtime
from core.jobs.work import work_off
from core.messages.delivery import Sender
from core.messages.services import MESSAGE
from core.messages.sink import Listener

#: The library of the server counts as private only what STARTTLS made so.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

#: As an address carries them: the name and the password are "us@network.example" and "a/b:c d".
SIGN_IN = "us%40network.example:a%2Fb%3Ac%20d"


@dataclass
class Guarded:
    """A mail server: what it accepted, whether in private, and who tried to sign in with what."""

    port: int = 0
    private: list[bool] = field(default_factory=list)
    signed_in: list[object] = field(default_factory=list)
    tried: list[tuple[bytes, bytes]] = field(default_factory=list)
    answer: str | None = None

    async def handle_DATA(self, server: SMTP, session: Session, _envelope: Envelope) -> str:
        self.private.append(server.transport.get_extra_info("sslcontext") is not None)
        self.signed_in.append(session.auth_data)
        return "250 OK"

    def check(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: LoginPassword) -> AuthResult:
        """Know one name and password; `answer` is said instead of the usual words of refusal."""
        self.tried.append((who.login, who.password))
        known = self.tried[-1] == (b"us@network.example", b"a/b:c d")
        return AuthResult(success=known, handled=False, message=None if known else self.answer, auth_data=who.login)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that this machine does not trust, unless the test says so."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    return made


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the authority, as an administrator would."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


Serve = Callable[..., Guarded]


@pytest.fixture
def serve(authority: trustme.CA) -> Iterator[Serve]:
    """Start a mail server: serve("smtps") or serve("starttls"), for the name on its certificate."""
    started: list[Listener] = []

    def start(manner: str, *, name: str = "localhost", **options: object) -> Guarded:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(context)
        server = Guarded()
        manners = {
            "plain": {},
            "starttls": {"tls_context": context, "require_starttls": True},
            "smtps": {"ssl_context": context, "auth_require_tls": False},
        }
        controller = Listener(server, **manners[manner], authenticator=server.check, **options)
        server.port = controller.port
        controller.start()
        started.append(controller)
        return server

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture
def sending(runtime: Runtime) -> Callable[[str], int]:
    """Work off what is due with a mail server at the given address; returns how many letters left."""

    def send(url: str) -> int:
        sender = Sender(replace(runtime.settings, smtp_url=url))
        return work_off(replace(runtime, handlers=Handlers({MESSAGE: sender})))

    return send


@pytest.mark.parametrize(("manner", "scheme"), [("smtps", "smtps"), ("starttls", "smtp+starttls")])
def test_letters_leave_in_private_and_under_our_name(trusted, serve, sending, *, write, letter, manner, scheme) -> None:
    server = serve(manner, auth_required=True)
    write(letter("Ada"), letter("Bea"))
    assert sending(f"{scheme}://{SIGN_IN}@localhost:{server.port}") == 2
    assert server.private == [True, True]
    assert server.tried == [(b"us@network.example", b"a/b:c d")]
    assert server.signed_in == [b"us@network.example", b"us@network.example"]


@pytest.mark.parametrize(("manner", "scheme"), [("smtps", "smtps"), ("starttls", "smtp+starttls")])
def test_a_server_may_ask_for_no_name(trusted, serve, sending, *, write, manner, scheme) -> None:
    server = serve(manner)
    write()
    assert sending(f"{scheme}://localhost:{server.port}") == 1
    assert (server.private, server.tried) == ([True], [])


@pytest.mark.requirement("IM-20")
def test_a_refused_sign_in_ends_among_the_failed_and_the_page_says_why(
    trusted, serve, sending, *, write, letter, outbox, sign_in
) -> None:
    server = serve("smtps", auth_required=True)
    write(letter("Ada"), letter("Bea"))
    assert sending(f"smtps://us:wrong@localhost:{server.port}") == 0
    assert [(row.state, row.attempts, row.error) for row in outbox()] == [
        ("failed", 1, "sign-in refused: 535 5.7.8 Authentication credentials invalid")
    ] * 2
    assert server.private == []
    page = sign_in().get("/harbour/letters?state=failed").text
    assert (
        page.count(
            "The mail server refused the name or the password with which Liaison signs in to it. Whoever administers "
            "Liaison has to correct them; then the letter can be sent again. "
            "The server said: 535 5.7.8 Authentication credentials invalid"
        )
        == 2
    )


def test_what_was_refused_is_sent_again_in_bulk_and_once(
    trusted, serve, sending, *, write, letter, outbox, sign_in
) -> None:
    """It is asked first, with the number and the kind of failure; the second press is answered as the first (M3)."""
    server = serve("smtps", auth_required=True)
    write(*(letter(f"Ada{number}") for number in range(3)))
    sending(f"smtps://us:wrong@localhost:{server.port}")
    client, letters = sign_in(), "/harbour/letters"
    assert f'<a href="{letters}/again/sign-in">send 3 letters again</a>' in client.get(letters).text
    question = client.get(f"{letters}/again/sign-in").text
    assert "letters go out again, each to the same address" in question
    typed = dict(re.findall(r'<input type="hidden" name="(count|last)" value="([^"]*)"', question))
    assert typed == {"count": "3", "last": str(outbox()[-1].id)}
    for _press in range(2):
        answer = client.post(f"{letters}/again/sign-in", data=typed, follow_redirects=True)
        assert "3 letters are tried again." in answer.text
    assert "again/sign-in" not in client.get(letters).text
    other = client.post(f"{letters}/again/sign-in", data={**typed, "count": "2"}, follow_redirects=True)
    assert "Meanwhile there are other letters than those you saw." in other.text
    assert sending(f"smtps://{SIGN_IN}@localhost:{server.port}") == 3
    assert [row.state for row in outbox()] == ["failed"] * 3 + ["sent"] * 3
    assert len(server.private) == 3


@pytest.mark.parametrize("failure", ["nothing", "no-address", "bad-address"])
def test_there_is_no_page_for_what_is_not_sent_again(sign_in, failure: str) -> None:
    page = f"/harbour/letters/again/{failure}"
    assert (sign_in().get(page).status_code, sign_in().post(page).status_code) == (404, 404)
    assert sign_in().post("/harbour/letters/again/sign-in", data={"count": "x", "last": "y"}).status_code == 404


def test_one_turn_of_letters_tries_the_sign_in_once(trusted, serve, sending, write, letter) -> None:
    """A server that is asked once for each of 290 letters locks the account."""
    server = serve("smtps", auth_required=True)
    write(*(letter(f"Ada{number}") for number in range(12)))
    sending(f"smtps://us:wrong@localhost:{server.port}")
    once = list(server.tried)
    assert set(once) == {(b"us", b"wrong")}
    write()
    sending(f"smtps://us:wrong@localhost:{server.port}")
    assert server.tried == once * 2


def test_a_sign_in_that_is_refused_for_now_lets_letters_wait(trusted, serve, sending, write, outbox) -> None:
    server = serve("smtps", auth_required=True)
    server.answer = "454 4.7.0 Temporary authentication failure"
    write()
    sending(f"smtps://us:wrong@localhost:{server.port}")
    [row] = outbox()
    assert (row.state, row.error) == ("queued", "sign-in refused: 454 4.7.0 Temporary authentication failure")


@pytest.mark.parametrize(("manner", "scheme"), [("smtps", "smtps"), ("starttls", "smtp+starttls")])
def test_a_server_that_nobody_vouches_for_is_told_nothing(
    authority, serve, sending, *, write, outbox, sign_in, manner, scheme
) -> None:
    server = serve(manner)
    write()
    assert sending(f"{scheme}://{SIGN_IN}@localhost:{server.port}") == 0
    [row] = outbox()
    assert (row.state, row.error) == ("queued", "certificate not trusted: unable to get local issuer certificate")
    assert (server.private, server.tried) == ([], [])
    assert (
        "The mail server could not prove that it is the right one, so nothing was given to it: unable to get local "
        "issuer certificate. Whoever administers Liaison has to look at its certificate."
    ) in sign_in().get("/harbour/letters").text


def test_a_certificate_for_another_name_is_refused(trusted, serve, sending, write, outbox) -> None:
    server = serve("smtps", name="mail.example")
    write()
    assert sending(f"smtps://{SIGN_IN}@localhost:{server.port}") == 0
    [row] = outbox()
    assert (row.state, row.error) == (
        "queued",
        "certificate not trusted: Hostname mismatch, certificate is not valid for 'localhost'.",
    )
    assert server.tried == []


def test_a_server_that_should_speak_in_private_and_does_not_is_told_nothing(serve, sending, write, outbox) -> None:
    server = serve("plain", auth_require_tls=False)
    write()
    assert sending(f"smtp+starttls://{SIGN_IN}@localhost:{server.port}") == 0
    [row] = outbox()
    assert (row.state, row.error) == ("queued", "STARTTLS extension not supported by server.")
    assert (server.private, server.tried) == ([], [])

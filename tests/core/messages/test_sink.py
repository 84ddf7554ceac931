"""The sink: a real mail server that keeps everything and sends nothing on."""

from __future__ import annotations

import logging
import smtplib
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy.exc import OperationalError

from core.messages.mail import NETWORK_HEADER
from core.messages.sink import open_sink
from core.settings import SettingsError, read_settings


def mail(network: str | None, body: str = "Bonjour, à l’été.") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "Été\u0007 comme hiver"
    made["Message-ID"] = "<1@example.org>"
    if network:
        made[NETWORK_HEADER] = network
    made.set_content(body, cte="quoted-printable")
    return made


def send(port: int, *mails: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for each in mails:
            connection.send_message(each)


def test_a_mail_is_kept_whole(sink, posted, captured) -> None:
    sent = mail("harbour")
    send(posted.sink_port, sent)
    [kept] = captured()
    assert (kept.message_id, kept.subject, kept.to_address) == ("<1@example.org>", "Été comme hiver", "b@example.org")
    assert kept.source.encode() == sent.as_bytes(policy=SMTP)


def test_addresses_do_not_reach_the_log(sink, posted, captured, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    send(posted.sink_port, mail("harbour"))
    assert len(captured()) == 1
    assert "example.org" not in caplog.text


@pytest.mark.parametrize("network", [None, "nobody", "orchard; DROP TABLE captured_mail"])
def test_a_mail_of_no_network_is_refused(sink, posted, captured, network: str | None) -> None:
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(posted.sink_port, mail(network))
    assert refusal.value.smtp_code == 550
    assert captured() == []


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("SELECT 1", {}, Exception("the database is away")),
        OSError(28, "No space left on device"),
        RuntimeError("can't start new thread"),
        ValueError("a mistake of ours"),
    ],
)
def test_trouble_of_its_own_is_no_refusal(sink, posted, captured, monkeypatch, trouble: Exception) -> None:
    """Whatever it is, the letter comes again: of 134, a full disk once made 45 fail for good (M3)."""

    def away(*_arguments: object) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr("core.messages.sink.TenantSession", away)
        with pytest.raises(smtplib.SMTPDataError) as answer:
            send(posted.sink_port, mail("harbour"))
    assert answer.value.smtp_code == 451
    send(posted.sink_port, mail("harbour"))
    assert len(captured()) == 1


def test_it_listens_on_this_machine_only(sink) -> None:
    assert [socket.getsockname()[0] for socket in sink.server.sockets] == ["127.0.0.1"]


def test_a_taken_port_is_said_at_once(sink, posted, engine) -> None:
    with pytest.raises(OSError, match="in use"):
        open_sink(posted, engine)


@pytest.mark.parametrize(
    ("environment", "port"),
    [
        ({}, 8025),
        ({"LIAISON_PORT": "9000"}, 9025),
        ({"LIAISON_PORT": "65530"}, 65505),
        ({"LIAISON_PORT": "9000", "LIAISON_SINK_PORT": "2525"}, 2525),
    ],
)
def test_its_port_stands_beside_that_of_the_web(tmp_path, environment, port: int) -> None:
    assert read_settings({"LIAISON_DATA": str(tmp_path), **environment}).sink_port == port


def test_a_port_that_is_none_is_named(tmp_path) -> None:
    with pytest.raises(SettingsError, match="LIAISON_SINK_PORT"):
        read_settings({"LIAISON_DATA": str(tmp_path), "LIAISON_SINK_PORT": "many"})

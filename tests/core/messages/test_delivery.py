"""From the outbox to a mail server: what it accepts, refuses for now, and refuses for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, message_from_string, policy
from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.database.base import utc_now
from core.jobs.handlers import Handlers
from core.jobs.models import Dispatch
from core.jobs.runtime import Runtime
from core.jobs.work import work_off
from core.messages.delivery import Sender
from core.messages.headers import read
from core.messages.models import Message
from core.messages.services import MESSAGE, resend
from core.tenancy.sealing import token_of
from tests.core.jobs.leases import end_leases


def dispatches(engine) -> list[tuple[int, object]]:
    with engine.connect() as connection:
        return list(connection.execute(select(Dispatch.attempts, Dispatch.due_at)))


def with_url(runtime: Runtime, url: str) -> Runtime:
    return replace(runtime, handlers=Handlers({MESSAGE: Sender(replace(runtime.settings, smtp_url=url))}))


def test_without_a_mail_server_every_letter_is_captured(runtime, sink, write, captured, outbox) -> None:
    write()
    assert work_off(runtime) == 1
    [mail], [row] = captured(), outbox()
    assert (mail.message_id, mail.to_address, mail.subject) == (row.message_id, "ada@example.org", "Bonjour Ada")
    assert mail.from_address == "liaison@mail.example"
    assert (row.state, row.attempts, row.error) == ("sent", 1, None)
    assert row.sent_at is not None


def test_a_personal_link_opens_nothing_where_it_is_kept_and_something_where_it_arrives(
    runtime, sink, write, letter, captured, outbox, unit_for
) -> None:
    """Staff read what is kept; only the addressee reads what arrived."""
    link = UUID("01890000-0000-7000-8000-000000000001")
    write(letter(link_id=link))
    unit = unit_for()
    site = runtime.settings.base_url
    kept = f"Votre page : {site}/harbour/l/{link.hex}\n"
    unit.session.execute(update(Message).values(body=kept))
    unit.session.commit()
    work_off(runtime)
    [mail], [row] = captured(), outbox()
    token = token_of(runtime.settings.signing_key, row.tenant_id, link)
    text, page = (
        part.get_content().replace("\r\n", "\n")
        for part in message_from_string(mail.source, policy=policy.default).iter_parts()
    )
    assert (row.body, text) == (kept, f"Votre page : {site}/harbour/l/{token}\n")
    assert f'href="{site}/harbour/l/{token}"' in page
    assert link.hex not in text + page


def test_in_rehearsal_letters_are_captured_whatever_server_is_set(
    with_server, sink, mail_server, write, *, captured
) -> None:
    write(captured=True)
    work_off(with_server)
    assert (len(captured()), mail_server.received) == (1, [])


def test_otherwise_they_go_to_the_server(with_server, sink, mail_server, write, *, captured) -> None:
    write()
    work_off(with_server)
    [envelope] = mail_server.received
    mail = message_from_bytes(envelope.original_content, policy=policy.default)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("liaison@mail.example", ["ada@example.org"])
    assert (mail["From"], mail["Reply-To"]) == ("Le Port 7-9 <liaison@mail.example>", "referent@example.org")
    assert mail["X-Liaison-Network"] is None
    assert captured() == []


def test_accents_arrive_through_a_server_that_knows_ascii_alone(
    with_server, mail_server, write, letter, outbox
) -> None:
    """The name and the subject as they were written, the domain as it travels."""
    mail_server.ascii_only = True
    name = "Zoë Lefèvre-d’Ursel, éducatrice à l’École d’Ici et d’Ailleurs"
    write(letter(name, to_address="info@école-ici.example", reply_to="stage@été.example"))
    assert work_off(with_server) == 1
    [envelope], [row] = mail_server.received, outbox()
    mail = message_from_bytes(envelope.original_content, policy=policy.compat32)
    assert (envelope.rcpt_tos, row.state) == (["info@xn--cole-ici-90a.example"], "sent")
    assert read(mail["To"]) == f"{name} <info@xn--cole-ici-90a.example>"
    assert (read(mail["Subject"]), mail["Reply-To"]) == (f"Bonjour {name}", "stage@xn--t-9fab.example")


def test_an_address_that_no_mail_carries_says_so(with_server, mail_server, write, letter, outbox) -> None:
    write(letter(to_address="é@service.example"))
    work_off(with_server)
    [row] = outbox()
    assert (row.state, row.error) == ("failed", "bad address: é@service.example")
    assert mail_server.connections == set()


def test_letters_of_one_turn_share_a_connection(with_server, mail_server, write, letter) -> None:
    write(*(letter(f"Ada{number}") for number in range(12)))
    assert work_off(with_server) == 12
    assert (len(mail_server.received), len(mail_server.connections)) == (12, 1)


def test_each_network_finds_its_own_in_the_sink(runtime, sink, write, letter, *, captured) -> None:
    write()
    write(letter("Bea"), slug="orchard")
    work_off(runtime)
    assert [mail.to_address for mail in captured()] == ["ada@example.org"]
    assert [mail.to_address for mail in captured("orchard")] == ["bea@example.org"]


def test_a_server_that_is_busy_is_asked_again_later(with_server, mail_server, write, engine, *, outbox) -> None:
    mail_server.answers = ["451 4.7.1 Greylisted, come back later"]
    write()
    before = utc_now()
    assert work_off(with_server) == 0
    [row] = outbox()
    assert (row.state, row.attempts, row.error) == ("queued", 1, "451 4.7.1 Greylisted, come back later")
    [(attempts, due_at)] = dispatches(engine)
    assert attempts == 1
    assert before + timedelta(seconds=30) <= due_at <= utc_now() + timedelta(seconds=30)
    end_leases(engine)
    assert work_off(with_server) == 1
    [row] = outbox()
    assert (row.state, row.attempts, row.error, dispatches(engine)) == ("sent", 2, None, [])


@pytest.mark.parametrize("where", ["answers", "recipient_answers"])
def test_what_is_refused_for_good_fails_at_once(with_server, mail_server, write, engine, *, outbox, where) -> None:
    setattr(mail_server, where, ["550 5.1.1 No such user here"])
    write()
    work_off(with_server)
    [row] = outbox()
    assert (row.state, row.attempts, row.error) == ("failed", 1, "550 5.1.1 No such user here")
    assert dispatches(engine) == []


def test_one_that_is_refused_does_not_keep_the_next(with_server, mail_server, write, letter, *, outbox) -> None:
    mail_server.recipient_answers = ["550 5.1.1 No such user here", "450 4.2.1 Mailbox busy", "250 OK"]
    write(letter("Ada"), letter("Bea"), letter("Cleo"))
    work_off(with_server)
    assert [row.state for row in outbox()] == ["failed", "queued", "sent"]


@pytest.mark.requirement("IM-20")
def test_a_server_that_stays_away_ends_among_the_failed_and_is_sent_again_by_hand(
    runtime, mail_server, write, engine, unit_for, *, outbox
) -> None:
    away = with_url(runtime, "smtp://127.0.0.1:9")
    [old_id] = write()
    for attempt in range(1, 9):
        assert [row.attempts for row in outbox()] == [attempt - 1]
        work_off(away)
        end_leases(engine)
    [row] = outbox()
    assert (row.state, row.attempts, dispatches(engine)) == ("failed", 8, [])
    assert row.error == "server away: [Errno 111] Connection refused"
    unit = unit_for()
    resend(unit, old_id)
    unit.session.commit()
    work_off(with_url(runtime, mail_server.url))
    assert [row.state for row in outbox()] == ["failed", "sent"]
    assert len({row.message_id for row in outbox()}) == 2
    assert len(mail_server.received) == 1


def test_a_server_that_knows_no_sign_in_is_our_fault_not_the_letters(runtime, mail_server, write, *, outbox) -> None:
    url = mail_server.url.replace("smtp://", "smtp://us:wrong%40word@")
    write()
    work_off(with_url(runtime, url))
    assert [row.state for row in outbox()] == ["queued"]


def test_one_that_ends_its_worker_every_time_is_given_up(with_server, mail_server, write, engine, *, outbox) -> None:
    write()
    with engine.begin() as connection:
        connection.execute(update(Dispatch).values(attempts=8))
    work_off(with_server)
    [row] = outbox()
    assert (row.state, row.error, mail_server.received) == ("failed", "worker ended", [])


def test_an_address_that_no_mail_can_carry_fails_at_once(runtime, sink, write, letter, *, outbox) -> None:
    write(letter(to_address="not an address"))
    work_off(runtime)
    [row] = outbox()
    assert (row.state, row.error) == ("failed", "bad address: not an address")

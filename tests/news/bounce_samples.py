"""Mails as relays and mailbox programs send them back, with names and hosts made up: (what it is, what it says, mail).

`{to}` is the address that each came to, `{who}` the recipient that it is about.
"""

DSN = """From: MAILER-DAEMON@{mta}
To: {{to}}
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

{text}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {mta}
Arrival-Date: Tue, 1 Dec 2026 08:00:00 +0100

Final-Recipient: rfc822; {{who}}
Original-Recipient: rfc822;{{who}}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.region.example
Diagnostic-Code: {code}

--b
Content-Type: message/rfc822

Return-Path: <{{to}}>
From: Regionernas samverkan <portalen@portal.example>
To: {{who}}
Subject: Nyhetsbrev 4

Hej!

--b--
"""


def dsn(
    status: str, code: str, *, action: str = "failed", mta: str = "relay.example", subject: str = "", text: str = ""
) -> str:
    subject = subject or "Undelivered Mail Returned to Sender"
    text = text or "This is the mail system. I'm sorry to have to inform you that your message could not be delivered."
    return DSN.format(status=status, code=code, action=action, mta=mta, subject=subject, text=text)


ARF = """From: feedback@{provider}
To: {{to}}
Subject: Complaint about a mail from 192.0.2.1
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a mail abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Reports/1.0
Version: 1
Original-Mail-From: <{{to}}>

--b
Content-Type: message/rfc822

Return-Path: <{{to}}>
From: portalen@portal.example
To: {{who}}
Subject: Nyhetsbrev 4

Hej!

--b--
"""

QMAIL = """From: MAILER-DAEMON@qmail.example
To: {to}
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{who}>:
192.0.2.9 does not like recipient.
Remote host said: 550 5.1.1 User unknown
Giving up on 192.0.2.9.

--- Below this line is a copy of the message.

Return-Path: <{to}>
"""

EXIM = """From: Mail Delivery System <Mailer-Daemon@exim.example>
To: {to}
X-Failed-Recipients: {who}
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {who}
    host mx.region.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{who}>:
    550 5.1.1 Mailbox does not exist
"""

AWAY = """From: {who}
To: {to}
Subject: Autosvar: Nyhetsbrev 4
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All

Hej! Jag är på semester till den 7 januari.
"""

PERSON = """From: {who}
To: {to}
Subject: Re: Nyhetsbrev 4

Tack för brevet! Kan jag få det varje vecka?
"""

OUTLOOK = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
GMAIL = "smtp; 550-5.1.1 The email account that you tried to reach does not exist."
SAMPLES = [
    ("postfix, unknown user", "hard", dsn("5.1.1", "smtp; 550 5.1.1 User unknown")),
    ("postfix, unknown host", "hard", dsn("5.4.4", "X-Postfix; Host or domain name not found. Name service error")),
    ("postfix, still trying", "soft", dsn("4.4.1", "X-Postfix; Connection timed out", action="delayed")),
    ("postfix, gave up", "hard", dsn("5.4.7", "smtp; delivery temporarily suspended: connection timed out")),
    ("sendmail, unknown user", "hard", dsn("5.1.1", "SMTP; 550 5.1.1 unknown", mta="sendmail.example")),
    (
        "sendmail, warning",
        "soft",
        dsn("4.2.0", "SMTP; 451 later", action="delayed", subject="Warning: not sent"),
    ),
    ("exchange online, not found", "hard", dsn("5.1.10", f"smtp;{OUTLOOK}", mta="mail.outlook.example")),
    ("exchange online, mailbox full", "soft", dsn("5.2.2", "smtp;554 5.2.2 mailbox full", mta="mail.outlook.example")),
    ("gmail, no account", "hard", dsn("5.1.1", GMAIL, mta="googlemail.example")),
    ("gmail, over quota", "soft", dsn("4.2.2", "smtp; 452-4.2.2 The recipient's inbox is out of storage space.")),
    ("gmail, greylisted", "soft", dsn("4.7.28", "smtp; 421-4.7.28 unusual rate", action="delayed")),
    ("icloud, disabled", "hard", dsn("5.2.1", "smtp; 550 5.2.1 account disabled")),
    (
        "opensmtpd, unknown",
        "hard",
        dsn("5.1.1", "smtp; 550 Invalid recipient", subject="Status: error"),
    ),
    ("dovecot, quota", "soft", dsn("5.2.2", "x-unix; quota exceeded", mta="dovecot.example")),
    ("qmail, unknown user", "hard", QMAIL),
    ("exim, does not exist", "hard", EXIM),
    ("complaint of abuse", "complaint", ARF.format(provider="yahoo.example", kind="abuse")),
    ("complaint taken back", "nothing", ARF.format(provider="yahoo.example", kind="not-spam")),
    ("out of office", "nothing", AWAY),
    ("a person's answer", "nothing", PERSON),
]

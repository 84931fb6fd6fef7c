"""What a mail that came back says: that an address is gone, that it has trouble just now, that its owner complains."""

from email.message import EmailMessage, Message
from enum import StrEnum

from flufl.bounce import all_failures

# Mailbox full (RFC 3463, section 3.3): it says “failed”, and is over when its owner has cleared up.
PASSING = ("5.2.2", "4.2.2")
# Complaints that are none (RFC 5965, section 7.3).
NO_COMPLAINT = ("not-spam", "other")
FOR_PROGRAMS = ("message/delivery-status", "message/feedback-report")


class Said(StrEnum):
    """What it says."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"
    NOTHING = "nothing"


def said_by(mail: EmailMessage) -> Said:
    """What a mail to the address for bounces says. Never raises: whatever comes there is a stranger's."""
    if mail.get_content_type() == "multipart/report" and mail.get_param("report-type") == "feedback-report":
        return Said.NOTHING if _field(mail, "Feedback-Type") in NO_COMPLAINT else Said.COMPLAINT
    try:
        temporary, permanent = all_failures(mail)
    except Exception:
        return Said.NOTHING
    if permanent and _field(mail, "Status").split(" ")[0] in PASSING:
        return Said.SOFT
    return Said.HARD if permanent else Said.SOFT if temporary else Said.NOTHING


def _field(mail: EmailMessage, name: str) -> str:
    """The value of a field in the parts that programs read (RFC 3464, RFC 5965), in small letters; empty without it."""
    for part in mail.walk():
        blocks = part.get_payload() if part.get_content_type() in FOR_PROGRAMS else ()
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Message) and (value := block.get(name)):
                return str(value).strip().lower()
    return ""

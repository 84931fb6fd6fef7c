"""How many letters lie between two words."""


def distance(one: str, other: str, most: int) -> int:
    """Edits between two words, a swap of neighbours counting as one; some number above `most` where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            edits = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                edits = min(edits, before[column - 2] + 1)
            now.append(edits)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]

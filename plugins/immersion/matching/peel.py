"""Peeling: what an offer that refuses nobody makes superfluous."""

from __future__ import annotations


def peel(choices: list[list[int]], places: list[int]) -> list[int]:
    """How many of each row's choices matter, given columns in order of preference and the places of each column.

    An offer with no more candidates than places refuses nobody, so whoever names it never needs a choice behind it:
    those fall away, which may leave other offers with no more candidates than places, and so on. What remains has the
    same best assignment, since moving to that offer takes nothing from anybody and frees a place elsewhere.
    """
    candidates: list[list[int]] = [[] for _ in places]
    for row, columns in enumerate(choices):
        for column in columns:
            candidates[column].append(row)
    wanted = [len(rows) for rows in candidates]
    length = [len(columns) for columns in choices]
    generous = [column for column, count in enumerate(wanted) if 0 < count <= places[column]]
    while generous:
        column = generous.pop()
        for row in candidates[column]:
            columns = choices[row]
            position = columns.index(column)
            for behind in columns[position + 1 : length[row]]:
                wanted[behind] -= 1
                # Exactly when the count falls to the places, so that each column is taken up once.
                if wanted[behind] == places[behind]:
                    generous.append(behind)
            length[row] = min(length[row], position + 1)
    return length

"""The levels of a graph, against a search from every point."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.immersion.matching.explaining.reach import levels

GRAPHS = st.integers(0, 7).flatmap(
    lambda count: st.lists(st.lists(st.integers(0, max(count - 1, 0)), max_size=4), min_size=count, max_size=count)
)


def reached(graph: list[list[int]], start: int) -> set[int]:
    found, todo = {start}, [start]
    while todo:
        new = set(graph[todo.pop()]) - found
        found |= new
        todo += new
    return found


@given(GRAPHS)
def test_same_level_means_each_reaches_the_other_and_no_step_leads_higher(graph: list[list[int]]) -> None:
    level = levels(len(graph), lambda point: graph[point])
    for one in range(len(graph)):
        for other in range(len(graph)):
            there, back = other in reached(graph, one), one in reached(graph, other)
            assert (level[one] == level[other]) == (there and back)
            assert not (there and level[other] > level[one])


def test_a_path_of_a_hundred_thousand_needs_no_recursion() -> None:
    count = 100_000
    assert levels(count, lambda point: [point + 1] if point + 1 < count else []) == list(range(count - 1, -1, -1))

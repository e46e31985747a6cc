"""Filling rooms: whole groups, whole rooms, strangers last."""

from fugong.lodging.filling import Part, Space, fill


def spaces(*sizes, house=1, **more):
    return [Space(place, house, free, is_empty=True, **more) for place, free in enumerate(sizes, house * 100)]


def rooms_of(parts, free, **more):
    done = fill(parts, free, **more)
    counts = {}
    for room in done.rooms.values():
        counts[room] = counts.get(room, 0) + 1
    return counts, done.left


def test_empty_rooms_are_filled_whole_and_the_rest_takes_the_smallest():
    assert rooms_of([Part(list(range(7)))], spaces(4, 4, 6, 1)) == ({102: 6, 103: 1}, [])
    assert rooms_of([Part(list(range(5)))], spaces(8, 6, 4, 2)) == ({102: 4, 103: 1}, [])


def test_a_house_that_holds_all_goes_before_the_nearest_that_does_not():
    assert rooms_of([Part([1, 2, 3])], [*spaces(2, house=1), *spaces(4, house=2)]) == ({200: 3}, [])
    assert rooms_of([Part([1, 2, 3])], [*spaces(2, house=1), *spaces(1, house=2)]) == ({100: 2, 200: 1}, [])


def test_strangers_share_only_where_nothing_else_is_free():
    shared = Space(9, 1, 3, is_empty=False)
    assert rooms_of([Part([1, 2])], [shared, *spaces(4)]) == ({100: 2}, [])
    assert rooms_of([Part([1, 2])], [shared]) == ({9: 2}, [])


def test_isolated_people_and_others_never_share_a_kind_of_room():
    free = [*spaces(4), *spaces(1, 1, house=2, isolation=True)]
    parts = [Part([1, 2, 3], isolation=True, apart="isolated"), Part([4, 5])]
    assert rooms_of(parts, free) == ({200: 1, 201: 1, 100: 2}, [3])


def test_people_kept_apart_share_with_their_like_only():
    watched, apart = Part([1, 2], apart="observed"), frozenset({"observed"})
    there = Space(9, 1, 2, is_empty=False, states=frozenset({"observed"}))
    assert rooms_of([watched], [there], kept_apart=apart) == ({9: 2}, [])
    assert rooms_of([Part([3])], [there], kept_apart=apart) == ({}, [3])
    assert rooms_of([watched, Part([3])], spaces(4), kept_apart=apart) == ({100: 2}, [3])

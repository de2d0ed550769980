"""A crisis changed in part: what is refused, and what is said of it."""

import pytest

from deterrence.errors import ArgumentError
from shipped import crisis


@pytest.mark.parametrize("name", ["standoff", "ladder"])
@pytest.mark.parametrize(
    ("actor", "doctrine", "said"),
    [
        ("row", "restrant", "there is no doctrine 'restrant'"),
        ("nobody", "restraint", "there is no actor 'nobody': name one of"),
    ],
)
def test_an_unknown_doctrine_or_actor_is_refused_where_it_is_named(name, actor, doctrine, said):
    about = crisis(name)
    with pytest.raises(ArgumentError) as error:
        about.with_doctrine(actor, doctrine)
    assert str(error.value).startswith(f"{about.file}: {said}")


def test_what_was_probably_meant_is_asked():
    with pytest.raises(ArgumentError, match="did you mean 'restraint'"):
        crisis("standoff").with_doctrine("row", "restrant")


def test_an_actor_without_commitments_carries_out_no_doctrine():
    about = crisis("standoff")
    kinds = about.record.actors[0].types
    row = about.record.actors[0].model_copy(update={"types": tuple(t for t in kinds if t.kind != "commitment")})
    with pytest.raises(ArgumentError, match="'row' has no type that carries out a doctrine"):
        about.changed(actors=(row, *about.record.actors[1:])).with_doctrine("row", "restraint")

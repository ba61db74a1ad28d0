"""Load a map from its TOML file, with the code lists that lie beside it.

Raises MapError with every mistake, a line each.
"""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evenhand.intake.code_files import read_pairs
from evenhand.intake.delimited import ENCODINGS, SEPARATORS
from evenhand.intake.errors import MapError
from evenhand.intake.limits import LIMITS
from evenhand.intake.map_reader import Part
from evenhand.intake.mapping import Advised, CaseColumns, Coded, ComplaintColumns, Ladder, Sheet, TableMap
from evenhand.intake.tables import Layout
from evenhand.intake.values import (
    CLEANERS,
    OTHER,
    CodeList,
    Dates,
    FindingCode,
    OutcomeCode,
    Unknown,
    clean,
    slug,
)
from evenhand.process.codes import Capacity, Finding

_LONGEST_LABEL = 64
_LONGEST_CODE = 40
_FINDINGS = (*Finding, "undecided", "open")
_OFF_LADDER = ""


def load_map(path: Path) -> TableMap:
    """Read and check a map. Raises MapError."""
    table = _parsed(path, LIMITS.map_size)
    mistakes: list[str] = []
    loaded = _Loader(path.parent, mistakes).map(Part("", table, mistakes))
    if mistakes:
        raise MapError(f"{path.name} cannot be used:\n" + "\n".join(f"  {mistake}" for mistake in mistakes))
    return loaded


def _parsed(path: Path, largest: int) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            text = file.read(largest + 1)
        if len(text) > largest:
            raise MapError(f"{path.name} is larger than {largest // 1024} kB, so it is hardly a map.")
        return tomllib.loads(text.decode("utf-8"))
    except FileNotFoundError:
        raise MapError(f"There is no map {path}.") from None
    except OSError as error:
        raise MapError(f"The map {path} cannot be read ({error.strerror}).") from None
    except RecursionError:
        raise MapError(f"{path.name} has brackets too deep within each other.") from None
    except ValueError as error:  # not UTF-8, not TOML, a number of thousands of digits
        raise MapError(f"{path.name} is not TOML: {error}.") from None


class _Loader:
    """Builds the parts of one map; what is wrong goes to `mistakes`, and the result counts only if there is none."""

    def __init__(self, folder: Path, mistakes: list[str]) -> None:
        self._folder = folder
        self._mistakes = mistakes

    def map(self, part: Part) -> TableMap:
        dates = Dates(self._date_formats(part), self._zone(part))
        cases = self._cases(part.part("cases")) if part.has("cases") else None
        complaints = self._complaints(part.part("complaints"))
        closing = part.choice("closing_dates", ("in-a-column", "not-known"), "in-a-column")
        has_column = bool(complaints.closed or (cases and cases.closed))
        if has_column != (closing == "in-a-column"):
            part.mistake(
                "a map names one column with closing dates (closed, under [complaints] or [cases]), "
                'or says closing_dates = "not-known".'
            )
        if complaints.closed and cases and cases.closed:
            part.mistake("closing dates stand under [complaints] or under [cases], not under both.")
        name = part.text("name")
        if name != slug(name) or len(name) > _LONGEST_CODE:
            part.mistake(f"name must be small letters, digits and hyphens, at most {_LONGEST_CODE} of them.")
        loaded = TableMap(name, part.text("title"), part.day("as_of"), dates, complaints, cases, has_column)
        part.done()
        return loaded

    def _zone(self, part: Part) -> ZoneInfo:
        name = part.text("time_zone")
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):  # KeyError: ZoneInfoNotFoundError
            part.mistake(f"time_zone is {name!r}, which is not a name such as Europe/London.")
            return ZoneInfo("UTC")

    def _date_formats(self, part: Part) -> tuple[str, ...]:
        formats = part.texts("dates", None)
        for how in formats:
            directives = set(re.findall(r"%(.)", how))
            if not ("d" in directives and directives & {"m", "b", "B"} and directives & {"Y", "y"}):
                part.mistake(f"the date form {how!r} needs a day (%d), a month (%m, %b or %B) and a year (%Y or %y).")
            if directives - set("dmbBYyHMSfpIzTaA%"):
                part.mistake(f"the date form {how!r} has a sign that is not known here.")
            elif not _can_be_read(how):
                part.mistake(f"the date form {how!r} cannot be read: each sign may stand in it once.")
        return formats

    def _complaints(self, part: Part) -> ComplaintColumns:
        if isinstance(part.raw("category"), str):
            category: Coded[str] | str = part.text("category")
            if category != slug(str(category)) or len(str(category)) > _LONGEST_LABEL:
                part.mistake(f"category is {category!r}, but a label has small letters, digits and hyphens only.")
        else:
            category = self._coded(part.part("category"))
        columns = ComplaintColumns(
            sheet=self._sheet(part),
            id=part.text("id"),
            received=part.text("received"),
            category=category,
            closed=part.optional("closed"),
            incident=part.optional("incident"),
        )
        part.done()
        return columns

    def _cases(self, part: Part) -> CaseColumns:
        outcomes, ladder = self._outcomes(part.part("outcomes")) if part.has("outcomes") else (None, Ladder(()))
        columns = CaseColumns(
            sheet=self._sheet(part),
            id=part.optional("id"),
            respondent=part.text("respondent"),
            not_identified=frozenset(part.texts("not_identified")),
            capacity=part.choice("capacity", tuple(Capacity)),
            clause=self._coded(part.part("clause")),
            findings=self._findings(part.part("findings")) if part.has("findings") else None,
            outcomes=outcomes,
            ladder=ladder,
            closed=part.optional("closed"),
        )
        part.done()
        return columns

    def _sheet(self, part: Part) -> Sheet:
        layout = part.part("layout")
        where = Layout(
            heading_row=layout.number("heading_row", 1),
            sheet=layout.optional("sheet"),
            separator=layout.choice("separator", tuple(SEPARATORS)) if layout.has("separator") else None,
            encoding=layout.choice("encoding", tuple(ENCODINGS)) if layout.has("encoding") else None,
            grouped_by=layout.optional("grouped_by"),
        )
        layout.done()
        return Sheet(where, part.texts("sealed"), part.texts("left_out"), part.patterns("expect"))

    def _coded(self, part: Part) -> Coded[str]:
        cleaning = self._cleaning(part)
        codes: dict[str, str] = {}
        words: dict[str, str] = {}
        for written, code, meaning in self._named_codes(part):
            self._check_code(part, code, _LONGEST_LABEL)
            self._add(part, codes, clean(written, cleaning), code)
            if meaning:
                words[code] = meaning
        coded = Coded(part.text("column"), CodeList(codes, cleaning, self._unknown(part), OTHER), words)
        part.done()
        return coded

    def _named_codes(self, part: Part) -> list[tuple[str, str, str]]:
        """(text, code, words) from a list of texts, a table from text to code, or a file beside the map."""
        given = part.raw("codes")
        if isinstance(given, str):
            pairs = read_pairs(self._folder, given, ("text", "words"), self._mistakes)
            return [(written, slug(written), meaning) for written, meaning in pairs]
        if isinstance(given, list) and all(isinstance(one, str) for one in given):
            return [(one, slug(one), "") for one in given]
        if isinstance(given, dict) and all(isinstance(one, str) for one in given.values()):
            return [(written, code, "") for written, code in given.items()]
        if given is not None:
            part.mistake(
                "codes must be a list of texts, a table from text to code, or the name of a file beside the map."
            )
        return []

    def _findings(self, part: Part) -> Advised[FindingCode]:
        cleaning = self._cleaning(part)
        codes: dict[str, FindingCode] = {}
        listed = part.part("codes")
        for written in listed.keys():  # noqa: SIM118  (a Part is not a mapping)
            finding = self._finding(listed, written)
            self._check_code(part, finding.code or "", _LONGEST_CODE)
            self._add(part, codes, clean(written, cleaning), finding)
        if not codes:
            part.mistake("codes is empty: name each finding that the table uses, and which of ours it is.")
        codes_read = CodeList(codes, cleaning, self._unknown(part), FindingCode(OTHER))
        advised = Advised(part.text("final"), part.optional("recommended"), codes_read)
        part.done()
        return advised

    def _finding(self, listed: Part, written: str) -> FindingCode:
        given = listed.raw(written)
        if isinstance(given, dict):
            inner = listed.part(written)
            code, ours = inner.text("code"), inner.choice("as", _FINDINGS)
            inner.done()
        else:
            code, ours = slug(written), listed.choice(written, _FINDINGS)
        return FindingCode(code, Finding(ours) if ours in tuple(Finding) else None, ours == "open")

    def _outcomes(self, part: Part) -> tuple[Advised[OutcomeCode], Ladder]:
        cleaning = self._cleaning(part)
        codes: dict[str, OutcomeCode] = {}
        for written, rung in self._rungs(part):
            cleaned = clean(written, cleaning)
            self._add(part, codes, cleaned, OutcomeCode(slug(cleaned)[:_LONGEST_CODE] or None, rung))
        codes_read = CodeList(codes, cleaning, self._unknown(part), OutcomeCode(OTHER))
        advised = Advised(part.text("final"), part.optional("recommended"), codes_read)
        part.done()
        return advised, Ladder(tuple(sorted({code.rung for code in codes.values() if code.rung is not None})))

    def _rungs(self, part: Part) -> list[tuple[str, int | None]]:
        """(text, rung) from a file beside the map, or from `rungs` and `off_ladder` in the map itself."""
        if part.has("ladder"):
            pairs = read_pairs(self._folder, part.text("ladder"), ("outcome", "rung"), self._mistakes)
        else:
            rungs = part.part("rungs")
            pairs = [(written, str(rungs.raw(written))) for written in rungs.keys()]  # noqa: SIM118
            pairs += [(written, _OFF_LADDER) for written in part.texts("off_ladder")]
        read: list[tuple[str, int | None]] = []
        for written, rung in pairs:
            if rung != _OFF_LADDER and not re.fullmatch(r"[0-9]{1,6}", rung):
                part.mistake(f"the rung of {written!r} is {rung!r}, but must be a whole number from 0, or blank.")
            elif rung == _OFF_LADDER:
                read.append((written, None))
            else:
                read.append((written, int(rung)))
        if not read:
            part.mistake("the ladder is empty: name each outcome that the table uses, with its rung.")
        return read

    def _cleaning(self, part: Part) -> tuple[str, ...]:
        cleaning = part.texts("clean", ("trim",))
        for name in cleaning:
            if name not in CLEANERS:
                part.mistake(f"clean has {name!r}, but knows only: {', '.join(CLEANERS)}.")
        return tuple(name for name in cleaning if name in CLEANERS)

    def _unknown(self, part: Part) -> Unknown:
        return Unknown(part.choice("unknown", tuple(Unknown)))

    def _check_code(self, part: Part, code: str, longest: int) -> None:
        if not code or code != slug(code) or len(code) > longest:
            part.mistake(f"{code!r} is not a code: small letters, digits and hyphens, at most {longest} of them.")

    def _add[T](self, part: Part, codes: dict[str, T], cleaned: str, code: T) -> None:
        if codes.setdefault(cleaned, code) != code:
            part.mistake(f"{cleaned!r} stands for two different things after cleaning.")


def _can_be_read(how: str) -> bool:
    """Whether a date written in this form is read as that date."""
    day = datetime(2021, 11, 28, tzinfo=UTC)
    try:
        return datetime.strptime(day.strftime(how), how).date() == day.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False

from __future__ import annotations

import re
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from evaluation.history import Record, difference, keep, last_record, record
from evaluation.page import LANGUAGES, Report, marked, points, render, words
from evaluation.pictures import confidence_histogram, confusion_matrix, font_for, threshold_curve
from evaluation.readings import Reading, Span, save_readings
from evaluation.scores import entity_mistakes, score
from evaluation.stories import StoryResults, read_results
from evaluation.thresholds import Trial
from tests.evaluation.readings import reading
from tools import report as report_tool
from tools import thresholds as thresholds_tool

PNG = b"\x89PNG\r\n\x1a\n"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.utc)
STORIES = StoryResults(("hello", "buy"), ("buy",), "- story: buy  # predicted: action_stop <b>", 0.97)


def readings(*, mended: bool = False) -> list[Reading]:
    return [
        reading("你好", "greet", language="zh"),
        reading("<script>alert(1)</script> & co", "greet", "thank", 0.6),
        reading("where is it", "track_order", None if mended else "ask_help", 0.5),
        reading("Sony tv", "search_product", spans=(Span(0, 4, "brand"),), found=(Span(0, 7, "brand"),)),
        reading("sing", "out_of_scope"),
    ]


def recorded(made: list[Reading], at: datetime = AT) -> Record:
    return record(made, score(made), STORIES, made_at=at, data="heldout.yml", model="kefu-1.tar.gz")


def page(language: str = "en", before: list[Reading] | None = None) -> str:
    made = readings()
    changed = difference(recorded(before), recorded(made)) if before else None
    pictures = {"matrix": confusion_matrix(made), "histogram": confidence_histogram(made, 0.4)}
    return render(Report(recorded(made), score(made), STORIES, changed, pictures), language)


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestPage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_needs_nothing_but_itself(self, language: str):
        html = page(language)
        assert not re.search(r'(?:src|href)="(?!data:image/png;base64,|#)', html)
        assert html.count("data:image/png;base64,") == 2
        parser = _Balance()
        parser.feed(html)
        assert parser.open == []

    def test_customers_words_are_text_and_never_markup(self):
        html = page()
        assert "<script" not in html and "&lt;script&gt;alert(1)" in html and "action_stop &lt;b&gt;" in html

    def test_an_intent_and_an_entity_stand_with_each_language_beside(self):
        rows = dict(re.findall(r"<tr><td><code>(\w+)</code></td>(.*?)</tr>", page(), re.DOTALL))
        assert 'class="n worse">0.0 % <span class="no">1</span>' in rows["greet"]  # English, well behind
        assert 'class="n">100.0 % <span class="no">1</span>' in rows["greet"]  # Chinese
        assert rows["brand"].count("–") == 1 and "F1 Chinese" in page()

    def test_the_twenty_worst_confusions_are_shown(self):
        made = [reading(f"sentence {n}", f"intent_{n}", "greet", 0.99 - n / 100) for n in range(25)]
        html = render(Report(recorded(made), score(made), STORIES, None, {}))
        shown = re.findall(r"taken for <b><code>greet</code>", html)
        assert len(shown) == 20 and "sentence 19" in html and ">sentence 20 " not in html

    def test_confusions_show_their_sentences(self):
        assert re.search(r"<code>track_order</code>.*?where is it", page(), re.DOTALL)

    def test_what_changed_is_shown(self):
        html = page(before=readings(mended=True))
        assert words()["broken"]["en"] in html and "−" in html
        assert words()["changes_none"]["en"] in page()

    def test_every_word_is_there_in_both_languages(self):
        assert all(set(entry) == set(LANGUAGES) and all(entry.values()) for entry in words().values())

    def test_the_right_span_and_the_found_one_are_marked(self):
        mistake = entity_mistakes(readings()[3])[0]
        assert str(marked(mistake)) == '<mark class="there found">Sony</mark><mark class="found"> tv</mark>'

    def test_a_difference_has_its_sign(self):
        assert [points(value) for value in (0.012, -0.012, 0.0, -0.0001)] == ["+1.2", "−1.2", "±0.0", "±0.0"]


class TestHistory:
    def test_the_last_report_over_the_same_sentences_is_found(self, tmp_path: Path):
        old = recorded(readings(mended=True))
        keep(old, tmp_path)
        other = recorded(readings(), AT.replace(hour=11))
        other.data = "other.yml"
        keep(other, tmp_path)
        (tmp_path / "zzz.json").write_text("{", encoding="utf-8")
        assert last_record(tmp_path, "heldout.yml") == old
        assert last_record(tmp_path, "third.yml") is None

    def test_mended_and_broken_sentences_are_told(self):
        before, now = recorded(readings()), recorded(readings(mended=True))
        assert difference(before, now).mended == [("where is it", "track_order", "ask_help")]
        assert difference(now, before).broken == [("where is it", "track_order", "ask_help")]
        assert difference(now, now).intents == []

    def test_moved_intents_are_told_worst_first(self):
        changes = difference(recorded(readings(mended=True)), recorded(readings())).intents
        assert changes[0].name == "track_order" and changes[0].by == -1.0

    def test_only_the_newest_reports_are_kept(self, tmp_path: Path):
        for minute in range(35):
            keep(recorded(readings(), AT.replace(minute=minute)), tmp_path)
        assert len(list(tmp_path.glob("*.json"))) == 30


class TestPictures:
    def test_they_are_pictures(self):
        trial = Trial(readings())
        made = [
            confusion_matrix(readings()),
            confidence_histogram(readings()),
            threshold_curve(trial, trial.choose(), (0.4, 0.1)),
        ]
        assert all(picture.startswith(PNG) and len(picture) > 5000 for picture in made)

    def test_a_font_without_the_characters_is_not_chosen(self):
        assert font_for(["greet", "track_order"]) == "DejaVu Sans"
        assert font_for(["приветствие"]) == "DejaVu Sans"


class TestStories:
    def test_failed_stories_are_read_from_what_rasa_left(self, tmp_path: Path):
        (tmp_path / "story_report.json").write_text('{"accuracy": 0.9}', encoding="utf-8")
        failed = {"version": "3.1", "stories": [{"story": "buy (tests/stories/test_stories.yml)", "steps": []}]}
        (tmp_path / "failed_test_stories.yml").write_text(yaml.safe_dump(failed), encoding="utf-8")
        results = read_results(tmp_path, ("hello", "buy"))
        assert (results.failed, results.passed, results.actions_right) == (("buy",), 1, 0.9)

    def test_no_failed_story_leaves_no_details(self, tmp_path: Path):
        (tmp_path / "story_report.json").write_text("{}", encoding="utf-8")
        (tmp_path / "failed_test_stories.yml").write_text(
            "# None of the test stories failed - all good!", encoding="utf-8"
        )
        assert read_results(tmp_path, ("hello",)) == StoryResults(("hello",), ())


class TestCommands:
    def test_report_writes_one_page_and_says_where(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        save_readings(readings(), tmp_path / "p.json")
        for _ in range(2):
            assert report_tool.main(["--predictions", str(tmp_path / "p.json"), "--out", str(tmp_path / "out")]) == 0
        said = capsys.readouterr().out
        assert (
            str(tmp_path / "out" / "index.html") in said and (tmp_path / "out" / "index.html").stat().st_size > 20_000
        )

    def test_thresholds_draw_the_curve_and_leave_the_configuration_alone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ):
        config = (report_tool.PROJECT / "config.yml").read_bytes()
        save_readings(readings(), tmp_path / "p.json")
        command = ["--predictions", str(tmp_path / "p.json"), "--picture", str(tmp_path / "docs" / "t.png")]
        assert thresholds_tool.main(command) == 0
        assert "ambiguity_threshold:" in capsys.readouterr().out
        assert (tmp_path / "docs" / "t.png").read_bytes().startswith(PNG)
        assert (report_tool.PROJECT / "config.yml").read_bytes() == config

    def test_a_missing_file_is_an_error_with_its_reason(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        assert report_tool.main(["--predictions", str(tmp_path / "none.json"), "--out", str(tmp_path)]) == 1
        assert "K853" in capsys.readouterr().err

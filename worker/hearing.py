"""The stages between the sound and the understanding: which model hears it, chunk by chunk, one
transcript of all, and its translations."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.errors import DependencyError
from pipelines.highlights.spec import Product
from pipelines.media.spec import Ingested
from pipelines.progress import Progress, part
from pipelines.speech.spec import Chunk, ChunkPlan, SpeechSpec, Transcript
from worker.pipeline import COMPANIONS, Result, Step, Task
from worker.speech_choice import SpeechChoice, choose_speech


def listen(task: Task, progress: Progress) -> Result:
    """Where the words come from, and the chunks to recognise."""
    work = task.folder / "work"
    ingested = Ingested.load(work / "ingested.json")
    speech = work / ingested.speech if ingested.speech else None
    choice = choose_speech(task, speech, progress).with_speakers(task.tools.weights)
    choice.save(task.out / "work" / "speech.json")
    chunks: Sequence[Chunk] = ()
    if choice.source == "recognised":
        chunks = ChunkPlan.load(work / "chunks.json").chunks
    # The model's name alone goes on: why it was chosen must not make a chunk be heard anew.
    fan = [{"chunk": each.model_dump(mode="json"), "model": choice.model} for each in chunks]
    return Result(fan=fan, notes=(choice.why,))


def transcribe(task: Task, progress: Progress) -> Result:
    """The words of one chunk."""
    from pipelines.speech.transcribe import transcribe_chunk
    from pipelines.speech.weights import resolve

    work = task.folder / "work"
    chunk = Chunk.model_validate(task.inputs["chunk"])
    model = str(task.inputs["model"])
    weights = resolve(model, task.tools.weights, download=task.tools.download)
    names = tuple(name for each in products(task) for name in (each.name, *each.aliases))
    spec = SpeechSpec(model=model, language=task.spec.get("language"), hints=names)
    heard = transcribe_chunk(work / "speech.flac", chunk, spec, weights, progress)
    heard.save(task.out / "work" / "chunks" / f"{chunk.index:04}.json")
    return Result()


def merge(task: Task, progress: Progress) -> Result:
    """One transcript of all chunks, its speakers told apart where the models for it are here; a
    stage follows for each of the buyers' languages."""
    from pipelines.speech.speakers import tell_apart

    transcript = _transcript(task)
    flac = task.folder / "work" / "speech.flac"
    choice = SpeechChoice.load(task.folder / "work" / "speech.json")
    if transcript.segments and flac.is_file() and choice.speakers:
        transcript = tell_apart(flac, transcript, task.tools.weights, progress=progress)
    _write_transcript(transcript, task.out)
    wanted = languages(task) if transcript.segments else ()
    return Result(fan=[{"language": each, "model": choice.model} for each in wanted])


def translate(task: Task, progress: Progress) -> Result:
    """The transcript in one of the buyers' languages; where nothing here translates into it, the
    job goes on without it and says so."""
    from pipelines.highlights.subtitles import write_subtitles
    from pipelines.highlights.understand import sentences_of
    from pipelines.speech.translation.errors import TranslationFailed
    from pipelines.speech.translation.translate import translate_transcript
    from worker.translators import language_model, translator

    target = str(task.inputs["language"])
    ingested = Ingested.load(task.folder / "work" / "ingested.json")
    transcript = Transcript.load(task.folder / "transcript.json")
    sentences = sentences_of(transcript, ingested)
    names = {said: each.name for each in products(task) for said in (each.name, *each.aliases)}
    model = language_model(task.tools)
    try:
        engine = translator(task, transcript.language, target, model)
        made = translate_transcript(
            sentences, transcript.language, target, engine, names, part(progress, 0.0, 0.95)
        )
    except (DependencyError, TranslationFailed) as failed:
        return Result(notes=(f"No subtitles in {target}: {failed}",), lasting=False)
    made.save(task.out / "work" / "translations" / f"{target}.json")
    write_subtitles(sentences, made, task.out)
    return Result(notes=made.notes, lasting=not (model and model.failed))


def products(task: Task) -> tuple[Product, ...]:
    """The seller's product list; empty when none was given."""
    from pipelines.highlights.products import read_products

    given = task.companions.get("products")
    return read_products(given) if given else ()


def languages(task: Task) -> tuple[str, ...]:
    """The buyers' languages, the one of the captions first."""
    return tuple(task.spec.get("languages") or ())


def _transcript(task: Task) -> Transcript:
    from pipelines.speech.merge import merge as merge_chunks
    from pipelines.speech.subtitles import read_transcript

    choice = SpeechChoice.load(task.folder / "work" / "speech.json")
    if choice.source == "brought":
        return read_transcript(task.companions["transcript"])
    chunks = sorted((task.folder / "work" / "chunks").glob("*.json"))
    if chunks:
        return merge_chunks([Transcript.load(path) for path in chunks])
    return Transcript(language="und", engine="none", model=choice.model, notes=(_silence(choice),))


def _silence(choice: SpeechChoice) -> str:
    return choice.why if choice.source == "none" else "Nobody speaks in this recording."


def _write_transcript(transcript: Transcript, out: Path) -> None:
    from pipelines.speech.subtitles import to_srt, to_vtt

    transcript.save(out / "transcript.json")
    (out / "transcript.srt").write_text(to_srt(transcript), encoding="utf-8")
    (out / "transcript.vtt").write_text(to_vtt(transcript), encoding="utf-8")


def _listen_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", "work/chunks.json", "work/speech.flac", COMPANIONS)


def _transcribe_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/speech.flac", COMPANIONS)


def _merge_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/speech.json", "work/speech.flac", "work/chunks/*.json", COMPANIONS)


def _translate_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/ingested.json", "work/speech.flac", "transcript.json", COMPANIONS)


HEARING = (
    Step("listen", listen, _listen_needs, keys=("model",)),
    Step("transcribe", transcribe, _transcribe_needs, keys=("language",)),
    Step("merge", merge, _merge_needs, keys=("languages",)),
    Step("translate", translate, _translate_needs),
)
"""The steps from the sound to the words, in every language asked for."""

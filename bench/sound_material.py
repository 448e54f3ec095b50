"""Sound that is hard to bring to one loudness, synthesised with ffmpeg's own sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.media import ffmpeg

TALK = (
    "flite=text='Hello and welcome to our factory. The price is three dollars and twenty cents, "
    "the minimum order is five hundred pieces. We ship in fifteen days from Ningbo.':v=slt"
)
PRESS = "0.95*exp(-70*mod(t,1.1))*(2*random(0)-1)+0.006*sin(2*PI*100*t)"
CHORD = "sin(2*PI*220*t)+sin(2*PI*277.2*t)+sin(2*PI*329.6*t)+0.6*sin(2*PI*55*t)"
BANG = "0.98*(2*random(1)-1)*between(t,4,4.35)"
MACHINE = "0.6*sin(2*PI*100*t)+0.3*sin(2*PI*200*t)+0.2*sin(2*PI*300*t)"
MACHINE_NOISE = (
    f"aevalsrc='0.02*({MACHINE})*(0.8+0.2*sin(2*PI*7*t))':s=48000[h];"
    "anoisesrc=c=pink:a=0.06:seed=3:r=48000[p];[h][p]amix=2:normalize=0"
)
"""Mains hum with harmonics, seven strokes a second, and the rush of a hall."""


@dataclass(frozen=True, slots=True)
class Material:
    """``graph``: a filter graph without inputs; ``seconds`` of it, coded with ``coded``."""

    name: str
    graph: str
    seconds: float = 10.0
    coded: tuple[str, ...] = ("-c:a", "pcm_s16le")


MATERIAL: Sequence[Material] = (
    Material("speech", f"{TALK}"),
    Material(
        "music, clipped square",
        f"aevalsrc='clip(4*({CHORD}),-0.999,0.999)':s=48000,"
        "volume='0.4+0.6*gt(mod(t,0.5),0.25)':eval=frame",
    ),
    Material("a press, one stroke a second", f"aevalsrc='{PRESS}':s=48000"),
    Material(
        "speech beside the press",
        f"{TALK},aresample=48000[v];aevalsrc='{PRESS}':s=48000[n];[v][n]amix=2:normalize=0",
    ),
    Material("whispered, 24 dB under speech", f"{TALK},volume=-24dB"),
    Material(
        "whispered in a noisy room",
        f"{TALK},volume=-24dB,aresample=48000[v];anoisesrc=a=0.0008:c=pink:seed=5:r=48000[n];"
        "[v][n]amix=2:normalize=0",
    ),
    Material("speech with a bang", f"{TALK},volume=-12dB,aresample=48000[v];"
             f"aevalsrc='{BANG}':s=48000[n];[v][n]amix=2:normalize=0"),
    Material("three seconds", TALK, 3.0),
    Material("four seconds, the last two silent", f"{TALK},atrim=end=2,apad", 4.0),
    Material("mono, 44.1 kHz", f"{TALK},aresample=44100", coded=("-c:a", "aac", "-ac", "1")),
    Material("telephone, 8 kHz", f"{TALK},aresample=8000", coded=("-c:a", "pcm_mulaw")),
    Material("only the left side speaks", f"{TALK},aresample=48000,pan=stereo|c0=c0|c1=0*c0"),
    Material("5.1 channels", f"{TALK},aresample=48000,pan=5.1|FC=c0|FL=0.3*c0|FR=0.3*c0"),
    Material("one phrase in twelve seconds", f"{TALK},atrim=end=1.5,adelay=4000,apad", 12.0),
    Material("speech in a hall of machines", f"{TALK},volume=-6dB,aresample=48000[v];"
             f"{MACHINE_NOISE}[n];[v][n]amix=2:normalize=0"),
    Material("barely audible, 50 dB under speech", f"{TALK},volume=-50dB"),
    Material("silence", "anullsrc=r=48000:cl=stereo"),
)  # fmt: skip


def synthesise(material: Material, folder: Path) -> Path:
    """The material beside a dark picture, as a recording has it."""
    out = folder / f"{material.name.replace(' ', '-').replace(',', '')}.mkv"
    length = f"{material.seconds:g}"
    ffmpeg.run(
        ["-f", "lavfi", "-i", f"color=black:s=64x36:r=30:d={length}",
         "-filter_complex", f"{material.graph},apad[a]", "-map", "0:v", "-map", "[a]",
         "-t", length, "-c:v", "libx264", "-preset", "ultrafast", *material.coded, str(out)],
        write=[folder],
    )  # fmt: skip
    return out

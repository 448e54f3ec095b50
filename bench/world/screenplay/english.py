"""What an English-speaking hostess and engineer say, by topic."""

from bench.world.screenplay.english_chat import CHAT
from bench.world.screenplay.english_talk import TALK
from bench.world.screenplay.english_trade import TRADE

TOPICS = TALK | TRADE | CHAT
"""A topic's sentences may stand in any order and for each other, as far as ``only`` allows."""

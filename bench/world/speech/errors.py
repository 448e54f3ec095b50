"""What goes wrong when speech is made."""


class VoiceMissing(RuntimeError):
    """A synthesiser or one of its voices is not on this machine. The message says what to do."""


class TorchMissing(RuntimeError):
    """Training needs packages that the service itself does not. The message names them."""

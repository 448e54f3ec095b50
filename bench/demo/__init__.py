"""The demo material: a recording and tour footage, synthesised and drawn, with known truth."""

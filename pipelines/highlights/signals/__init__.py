"""What is measured of picture and sound: one signal a file, each a pure function.

The picture comes as I420 frames (``n x 1.5 height x width``: the luma rows, then both chroma
planes), 192 pixels on the long side, 15 a second, video range (black 16, white 235); sound as
mono samples (-1..1) at 16 kHz. The results are on a grid of one second.
"""

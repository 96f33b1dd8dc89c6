"""The themes: dark, light, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="consensus-dark",
    primary="#4a90d9",
    secondary="#7aa2c8",
    warning="#e5b567",
    error="#f07178",
    success="#8ccf7e",
    accent="#d4a5e0",
    foreground="#e4e6ea",
    background="#14171c",
    surface="#1c2027",
    panel="#252b34",
    dark=True,
)

LIGHT = Theme(
    name="consensus-light",
    primary="#1f5fa8",
    secondary="#4a6f94",
    warning="#8a5a00",
    error="#a3262f",
    success="#256b2a",
    accent="#6b2f86",
    foreground="#16191d",
    background="#fbfaf7",
    surface="#f1efe9",
    panel="#e2dfd6",
    dark=False,
)

CONTRAST = Theme(
    name="consensus-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    warning="#ffd700",
    error="#ff8080",
    success="#7fff7f",
    accent="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    luminosity_spread=0.0,
    text_alpha=1.0,
)

THEMES = (DARK, LIGHT, CONTRAST)
"""Every theme, in the order in which the key goes through them."""

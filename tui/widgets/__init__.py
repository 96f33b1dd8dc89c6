"""Parts that screens are made of; they show what they are given and tell what was done to them."""

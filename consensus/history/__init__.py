"""Operations, the steps that record them, and their replay into a state."""

"""A take in front of a camera, measured while it goes on.

``screen`` holds one live take together. For each frame ``moment`` says what it shows,
``gate`` whether the take begins or ends, ``cues`` what to tell the person, ``preview``
draws it; ``background_judge`` judges the take so far; ``squat_count`` counts squats.
``camera``, ``loop`` and ``window`` bring frames in and pictures out.
"""

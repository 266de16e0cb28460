"""Outlines of bones and skin, drawn for soleus: millimetres in the frame of their segment, x forward, y up.

A point is a complex number; the frames are those of `LegPose`. The drawing is schematic; only the pull of the calf
muscles comes from a model (`muscles.py`). Lengths are those of a person of 1.70 m: the shank 0.246 of stature (Winter
2009, fig. 4.1), the forefoot lever as in `soleus.person`.
"""

from soleus.person import Person

Points = tuple[complex, ...]

STATURE_M = 1.70
SHANK_MM = 0.246 * STATURE_M * 1e3  # knee to ankle; Winter 2009, fig. 4.1
THIGH_MM = Person(stature_m=STATURE_M).thigh_length_m * 1e3
BALL_HEIGHT_MM = 16.0  # pivot of the foot above the floor; drawn
ANKLE_HEIGHT_MM = 0.039 * STATURE_M * 1e3  # Winter 2009, fig. 4.1
LEVER_MM = Person(stature_m=STATURE_M).forefoot_lever_m * 1e3
_RISE = ANKLE_HEIGHT_MM - BALL_HEIGHT_MM
ANKLE = complex(-((LEVER_MM**2 - _RISE**2) ** 0.5), _RISE)  # in the foot


def points(text: str) -> Points:
    """Points written as ``x,y x,y ...``."""
    pairs = (pair.split(",") for pair in text.split())
    return tuple(complex(float(x), float(y)) for x, y in pairs)


FEMUR = points(
    "-14,390 14,390 14,220 15,140 18,84 26,50 34,24 34,4 25,-13 8,-21 -10,-19 -25,-9 -31,7"
    " -28,25 -18,46 -13,84 -13,140 -14,220"
)
PATELLA = points("40,36 50,35 56,22 54,4 46,-8 40,3 38,20")
TIBIA = points(
    "-27,392 -20,397 0,395 18,397 31,396 38,386 41,368 36,345 31,300 27,230 24,150 22,85 23,45 22,22 14,19"
    " 0,22 -12,20 -19,14 -20,32 -14,80 -8,150 -4,230 -6,300 -14,350 -24,375"
)
FIBULA = points(
    "-27,376 -20,383 -11,377 -10,362 -13,340 -14,280 -10,200 -6,120 -1,60 4,22 5,0 1,-15 -5,-19 -11,-9"
    " -12,20 -12,60 -15,120 -19,200 -23,280 -23,345"
)
TALUS = points("-20,2 -15,12 -4,18 8,16 17,8 27,4 36,0 38,-10 29,-18 12,-17 -2,-21 -14,-18 -22,-8")
CALCANEUS = points(
    "-37,-9 -28,-14 -14,-22 4,-25 22,-20 33,-23 35,-36 18,-43 -4,-49 -22,-58 -38,-59 -47,-49 -48,-34 -44,-18"
)
NAVICULAR = points("39,0 47,-3 51,-14 47,-24 39,-21 40,-10")
CUNEIFORM = points("50,-4 62,-9 70,-14 72,-27 66,-35 50,-38 38,-38 37,-27 48,-26 53,-15")
METATARSAL = points("-56,41 -40,34 -17,17 -5,10 6,7 10,-1 5,-9 -5,-10 -17,-2 -38,13 -55,24 -59,33")
PROXIMAL_PHALANX = points("12,6 21,3 33,2 36,-4 33,-9 20,-8 12,-8 10,-1")
DISTAL_PHALANX = points("39,1 49,-2 57,-7 51,-11 40,-9 38,-4")

# Muscles that are not the subject, on the shank.
DEEP_FLEXORS = points("-12,352 -3,300 -2,230 -4,150 -8,90 -14,40 -24,34 -33,60 -40,110 -42,160 -40,220 -34,290 -26,344")

FOOT_BONES = {  # in the frame of the ankle, turned with the foot
    "talus": TALUS,
    "calcaneus": CALCANEUS,
    "navicular": NAVICULAR,
    "cuneiform": CUNEIFORM,
}

# Skin from the front of the thigh down to the toes, along the sole and up the back.
SKIN_THIGH_FRONT = points("78,390 76,300 75,220 71,150 67,100 64,66")
SKIN_KNEE_FRONT = points("64,32 64,8 57,-18")
SKIN_SHANK_FRONT = points("48,368 44,335 39,285 35,230 31,170 28,115 28,75")
SKIN_INSTEP = points("-84,70 -60,50 -34,31 -8,19")
SKIN_TOES = points("20,11 40,7 56,2 64,-5 60,-13 44,-15.5 22,-15 8,-16")
SKIN_SOLE = points("-8,-16 -24,-14 -52,-6 -88,-2 -122,-8 -150,-15.5 -170,-15.5 -182,-6 -184,10 -178,30")
SKIN_SHANK_BACK = points("-50,22 -48,55 -49,95 -55,140 -66,190 -76,240 -80,290 -77,330")
HOLLOW_SHANK = points("-69,363 -61,392")
HOLLOW_KNEE = points("-57,2")
HOLLOW_THIGH = points("-61,36 -67,84")
SKIN_THIGH_BACK = points("-74,150 -80,220 -84,300 -86,390")
# The same five points with the knee at 90 degrees, where calf and thigh meet.
BENT_SHANK = points("-77,344 -71,354")
BENT_KNEE = points("-86,3")
BENT_THIGH = points("-60,74 -65,96")

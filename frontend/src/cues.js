// What to say about the last repetition: on the page, as a tone, and aloud where the person wants that.
const WORDS = {
  "too-low": "Higher",
  "too-fast": "Slower",
  "not-down": "All the way down",
  lost: "I cannot see the sticker",
  still: "The phone’s sensors are silent",
  cut: "No connection: wait",
  left: "Now the left leg",
  right: "Now the right leg",
  pace: "Keep with the beat",
  heel: "Lift the heel",
  posture: "Knee straight, stand tall",
  support: "Fingertips only",
};
const TONES_HZ = { "too-low": [520, 780], "too-fast": [780, 520], "not-down": [390, 260], lost: [260, 260], still: [260, 260], cut: [260, 260, 260], left: [660, 440], right: [440, 660] };
const PROMPT_HZ = [880, 880, 880];
const SHOWN_MS = 2500;
const AGAIN_MS = { lost: 10_000, still: 10_000, cut: 10_000, left: 0, right: 0 }; // aloud; the others at most every second repetition
const NOT_AGAIN_MS = 2500;

export class Cues {
  #until = 0;
  #sounded = {};

  /** element: where the words go; metronome: whose sound they share; voice(): whether to speak. */
  constructor({ element, metronome, voice }) {
    Object.assign(this, { element, metronome, voice });
  }

  give(cue) {
    const now = performance.now();
    this.#until = now + SHOWN_MS;
    this.element.textContent = WORDS[cue];
    this.element.dataset.cue = cue;
    if (now - (this.#sounded[cue] ?? -Infinity) < (AGAIN_MS[cue] ?? NOT_AGAIN_MS)) return;
    this.#sounded[cue] = now;
    if (this.voice()) say(WORDS[cue]);
    else this.metronome.chime(TONES_HZ[cue]);
  }

  /** A prompt of a test: always in words, with its sound, and aloud; the second one in a row says so. */
  prompt(rule, unanswered) {
    this.#until = performance.now() + SHOWN_MS;
    const words = unanswered ? `${WORDS[rule]}. Last prompt` : WORDS[rule];
    this.element.textContent = words;
    this.element.dataset.cue = rule;
    this.metronome.chime(PROMPT_HZ);
    if (this.voice()) say(words);
  }

  /** Words that have been there long enough go. */
  tidy() {
    if (this.element.textContent && performance.now() > this.#until) this.clear();
  }

  clear() {
    this.element.textContent = "";
    delete this.element.dataset.cue;
  }
}

// Only voices of this device, others would send the words elsewhere and be silent offline; only those of the page's
// language, another one would read the words as its own.
const LANGUAGE = document.documentElement.lang;
const speaks = (voice) => voice.localService && voice.lang.replace("_", "-").split("-")[0] === LANGUAGE.split("-")[0];
const ours = () => ("speechSynthesis" in window ? speechSynthesis.getVoices().filter(speaks) : []);

/** told(): called now, and when the browser has found its voices. */
export function onVoices(told) {
  told(ours().length > 0);
  if ("speechSynthesis" in window) speechSynthesis.addEventListener?.("voiceschanged", () => told(ours().length > 0));
}

export function say(words) {
  const voices = ours();
  if (!voices.length) return;
  speechSynthesis.cancel(); // what is late is wrong
  const speech = new SpeechSynthesisUtterance(words);
  speech.voice = voices.find((voice) => voice.default) ?? voices[0];
  speech.lang = speech.voice.lang;
  speech.rate = 1.2;
  speechSynthesis.speak(speech);
}

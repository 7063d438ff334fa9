// Nothing changes under a finger: what is pressed would be another element by the time it is let go, and there
// would be no click.

const CLICKED = 50; // milliseconds from letting go to the click, on a touch screen
const LONGEST = 1000; // a scroll bar does not tell that it was let go
const PRESSED_BY_SPACE = "button, summary, [type=radio], [type=checkbox]";

let down = false;
let waiting = [];

function lift() {
  down = false;
  for (const go of waiting.splice(0)) go();
}

const letGo = () => setTimeout(lift, CLICKED);

// Settles once nothing is being pressed.
export const lifted = () => new Promise((go) => {
  if (!down) { go(); return; }
  waiting.push(go);
  setTimeout(go, LONGEST);
});

for (const each of ["pointerup", "pointercancel", "keyup"]) addEventListener(each, letGo, true);
addEventListener("pointerdown", () => { down = true; }, true);
addEventListener("keydown", ({ key, target }) => {
  if (key === " " && target.matches?.(PRESSED_BY_SPACE)) down = true;
}, true);

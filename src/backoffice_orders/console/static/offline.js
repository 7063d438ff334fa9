// The line may be down for a while: that is said, and what waits goes on once it is back.

const AGAIN = 3000; // milliseconds: a browser does not always know that it is back

// Settles when it is worth trying again.
export function online() {
  return new Promise((go) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      document.querySelector("#warning[data-what=offline]")?.remove();
      go();
    };
    const timer = setTimeout(done, AGAIN);
    window.addEventListener("online", done);
  });
}

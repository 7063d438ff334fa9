// The line on which the shop tells what others change.

const AGAIN = 5000; // milliseconds
let again;

// Browsers ask again where the line is down, but not where a proxy answers for a shop that is being restarted:
// then it is closed here, and opened a while later.
export function reopened(stream, close, open) {
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    close();
    again = setTimeout(open, AGAIN);
  });
}

// It is not to be opened later: it is open, or nobody looks.
export const notLater = () => clearTimeout(again);

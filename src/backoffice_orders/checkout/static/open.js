// Whoever comes from the shop's own page has pressed a button there already: one press is enough.
// No preview of an address runs this, and none is given what stands behind its #.

if (location.hash === "#at-once") document.getElementById("open").requestSubmit();

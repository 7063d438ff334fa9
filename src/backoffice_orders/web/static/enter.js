// Enter in a field presses the button that is meant there; browsers press the form's first one.

// meant: gives the button that belongs to a field, if one does.
export function pressedBy({ target: form, submitter }, meant) {
  const field = document.activeElement;
  const first = [...form.elements].find((each) => each.type === "submit");
  if (submitter !== first || field === submitter || field.form !== form) return submitter;
  return meant(field) ?? submitter;
}

// The ribbon's buttons, by the names that templates/manifest.xml gives them.
["check", "go_to_index", "recalculate"].forEach((action) => {
  Office.actions.associate(`quarterbook-${action}`, async (event) => {
    await globalThis.quarterbook.run(action);
    event.completed();
  });
});

// Light, dark, or as the device says. Loaded in <head> without `defer`, so the first paint has the right colours.
(() => {
  const key = "dauys-theme";
  const choices = ["auto", "light", "dark"];
  const root = document.documentElement;

  const stored = () => {
    try {
      const choice = localStorage.getItem(key);
      return choices.includes(choice) ? choice : "auto";
    } catch {
      return "auto"; // storage is forbidden: the device decides
    }
  };

  const apply = (choice) => {
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
  };

  const show = (button, choice) => {
    button.dataset.choice = choice;
    button.setAttribute("aria-label", button.dataset[`label${choice[0].toUpperCase()}${choice.slice(1)}`]);
    button.title = button.getAttribute("aria-label");
    button.hidden = false;
  };

  apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    let choice = stored();
    show(button, choice);
    button.addEventListener("click", () => {
      choice = choices[(choices.indexOf(choice) + 1) % choices.length];
      apply(choice);
      show(button, choice);
      try {
        localStorage.setItem(key, choice);
      } catch {
        // Nothing is kept, but this page keeps the choice.
      }
    });
  });
})();

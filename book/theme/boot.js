// Runs before anything is painted. Its own element says what the page is.

/* exported path_to_root, default_theme, default_light_theme, default_dark_theme */
// These four are what mdBook's own scripts go by.
var path_to_root, default_theme, default_light_theme, default_dark_theme;

(function () {
    const page = document.currentScript.dataset;
    path_to_root = page.root;
    default_light_theme = page.light;
    default_dark_theme = page.dark;
    if (page.searchIndex) {
        window.path_to_searchindex_js = page.searchIndex;
    }

    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    default_theme = dark ? default_dark_theme : default_light_theme;
    let theme = null;
    try {
        theme = localStorage.getItem("mdbook-theme");
        // A theme that another book of this address has, or that this one had, is not ours.
        if (theme !== null && theme !== default_light_theme && theme !== default_dark_theme) {
            localStorage.removeItem("mdbook-theme");
            theme = null;
        }
    } catch {
        // No storage: then the system's choice it is.
    }
    const classes = document.documentElement.classList;
    classes.remove(default_light_theme);
    classes.add(theme ?? default_theme, "js");

    if ("print" in page) {
        window.addEventListener("load", () => setTimeout(window.print, 100));
    }
})();

// Runs before the sidebar is displayed, right behind the checkbox that says whether it is.

(function () {
    const checkbox = document.getElementById("mdbook-sidebar-toggle-anchor");
    let state = "hidden";
    if (document.body.clientWidth >= 1080) {
        state = "visible";
        try {
            state = localStorage.getItem("mdbook-sidebar") ?? state;
        } catch {
            // No storage: as wide pages have it.
        }
    }
    checkbox.checked = state === "visible";
    document.documentElement.classList.toggle("sidebar-visible", checkbox.checked);

    document.addEventListener("DOMContentLoaded", () => {
        const toggle = document.getElementById("mdbook-sidebar-toggle");
        const sidebar = document.getElementById("mdbook-sidebar");
        toggle.setAttribute("aria-expanded", checkbox.checked);
        sidebar.setAttribute("aria-hidden", !checkbox.checked);
        for (const link of sidebar.querySelectorAll("a")) {
            link.tabIndex = checkbox.checked ? 0 : -1;
        }
        // mdBook's own script listens to the checkbox, and to clicks before that.
        toggle.addEventListener("click", () => {
            checkbox.checked = !checkbox.checked;
            checkbox.dispatchEvent(new Event("change"));
        });
        // Boxes that scroll can be reached by the keyboard.
        for (const box of document.querySelectorAll("main pre > code, .table-wrapper")) {
            if (box.scrollWidth > box.clientWidth) {
                box.tabIndex = 0;
            }
        }
    });
})();

package org.dasllm.eval.against;

/** A part of a report that is compared. */
public enum Area {
    VERDICT("Verdict"),
    ENDPOINTS("Endpoints and metrics"),
    SLICES("Slices"),
    GROUPS("Groups of people"),
    FORM("Form of the answers"),
    SETTINGS("What was asked"),
    DATA("Data and models"),
    STATEMENTS("Statements of people");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    /** As a heading. */
    public String title() {
        return title;
    }
}

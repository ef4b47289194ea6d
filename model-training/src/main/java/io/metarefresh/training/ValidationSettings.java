package io.metarefresh.training;

/**
 * What is kept from training to validate on.
 *
 * @param heldOutMembers share of the entities of which nothing is trained on
 * @param laterTime share of the newest events that are not trained on
 * @param maxRows rows on which the validation loss is computed, at most
 */
public record ValidationSettings(double heldOutMembers, double laterTime, int maxRows) {
    public ValidationSettings {
        Bounds.share("heldOutMembers", heldOutMembers);
        Bounds.share("laterTime", laterTime);
        Bounds.atLeastOne("maxValidationRows", maxRows);
    }

    /** The same with another share of the entities. */
    ValidationSettings withHeldOutMembers(double share) {
        return new ValidationSettings(share, laterTime, maxRows);
    }
}

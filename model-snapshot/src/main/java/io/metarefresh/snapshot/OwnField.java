package io.metarefresh.snapshot;

/**
 * Which feature names mean an id of the record itself instead of an entry of its maps (snapshot format, chapter 3): {@code item_id}
 * among context features, the entity's own key among entity features, and, where items are adapted, {@code member_id} among context
 * features, because it is then the other side of the interaction.
 */
public enum OwnField {
    NONE,
    MEMBER_ID,
    ITEM_ID;

    /** The name of the feature that is the member's id. */
    public static final String MEMBER_NAME = "member_id";
    /** The name of the feature that is the item's id. */
    public static final String ITEM_NAME = "item_id";

    /** The name of the context feature that is the id of the side that is not adapted. */
    public static String otherIdName(EntityKind entity) {
        return switch (entity) {
            case MEMBER -> ITEM_NAME;
            case ITEM -> MEMBER_NAME;
        };
    }

    /** What this name means among entity features. */
    public static OwnField ofEntity(String name, EntityKind entity) {
        return switch (entity) {
            case MEMBER -> MEMBER_NAME.equals(name) ? MEMBER_ID : NONE;
            case ITEM -> ITEM_NAME.equals(name) ? ITEM_ID : NONE;
        };
    }

    /** What this name means among context features. */
    public static OwnField ofContext(String name, EntityKind entity) {
        if (ITEM_NAME.equals(name)) {
            return ITEM_ID;
        }
        return switch (entity) {
            case MEMBER -> NONE;
            case ITEM -> MEMBER_NAME.equals(name) ? MEMBER_ID : NONE;
        };
    }
}

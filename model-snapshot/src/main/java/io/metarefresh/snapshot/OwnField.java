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

    private static final String MEMBER_NAME = "member_id";
    private static final String ITEM_NAME = "item_id";

    /** What this name means among entity features. */
    public static OwnField ofEntity(String name, EntityKind entity) {
        if (entity == EntityKind.MEMBER && MEMBER_NAME.equals(name)) {
            return MEMBER_ID;
        }
        return entity == EntityKind.ITEM && ITEM_NAME.equals(name) ? ITEM_ID : NONE;
    }

    /** What this name means among context features. */
    public static OwnField ofContext(String name, EntityKind entity) {
        if (ITEM_NAME.equals(name)) {
            return ITEM_ID;
        }
        return entity == EntityKind.ITEM && MEMBER_NAME.equals(name) ? MEMBER_ID : NONE;
    }
}

package io.metarefresh.encoding;

import io.metarefresh.interaction.Features;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.interaction.SupportSetRules;
import io.metarefresh.snapshot.EntityKind;
import io.metarefresh.snapshot.FeatureSpec;
import io.metarefresh.snapshot.Loss;
import io.metarefresh.snapshot.Manifest;
import io.metarefresh.snapshot.OneLine;
import io.metarefresh.snapshot.OwnField;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an input record must look like so that a snapshot can encode it (design, CONTRACT and FINITE): ids that are not empty, numbers
 * that are finite, a weight that is not negative, a label in the range of the loss, and named features of the right kind and width.
 * Features that the manifest does not name may be present. Serializable, so that it can travel to workers without the snapshot.
 */
public final class InputContract implements Serializable {
    private static final long serialVersionUID = 1L;

    /** In place of a width, of ids features. */
    public static final int IDS = -1;

    /** Expected width of a feature; {@link #IDS} for ids features. */
    private final TreeMap<String, Integer> entityFeatures = new TreeMap<>();

    private final TreeMap<String, Integer> contextFeatures = new TreeMap<>();
    private final EntityKind entity;
    private final Loss loss;
    private final int supportMaxSize;
    private final Duration supportHorizon;

    private InputContract(Manifest manifest) {
        this.entity = manifest.entity();
        this.loss = manifest.innerLoop().loss();
        this.supportMaxSize = manifest.innerLoop().supportMaxSize();
        this.supportHorizon = manifest.innerLoop().supportHorizon();
        for (FeatureSpec f : manifest.entityFeatures()) {
            if (OwnField.ofEntity(f.name(), entity) == OwnField.NONE) {
                entityFeatures.put(f.name(), width(f));
            }
        }
        for (FeatureSpec f : manifest.contextFeatures()) {
            if (OwnField.ofContext(f.name(), entity) == OwnField.NONE) {
                contextFeatures.put(f.name(), width(f));
            }
        }
    }

    private InputContract(
            EntityKind entity,
            Loss loss,
            Map<String, Integer> entityFeatures,
            Map<String, Integer> contextFeatures,
            SupportSetRules kept) {
        this.entity = entity;
        this.loss = loss;
        this.supportMaxSize = kept.maxSize();
        this.supportHorizon = kept.horizon();
        this.entityFeatures.putAll(entityFeatures);
        this.contextFeatures.putAll(contextFeatures);
    }

    private static int width(FeatureSpec feature) {
        return switch (feature.kind()) {
            case DENSE -> feature.width();
            case IDS -> IDS;
        };
    }

    public static InputContract of(Manifest manifest) {
        return new InputContract(manifest);
    }

    /**
     * A contract from its parts, as they were stored.
     *
     * @param entityFeatures width of each, {@link #IDS} for ids features
     * @param contextFeatures the same
     */
    public static InputContract of(
            EntityKind entity,
            Loss loss,
            Map<String, Integer> entityFeatures,
            Map<String, Integer> contextFeatures,
            SupportSetRules kept) {
        return new InputContract(entity, loss, entityFeatures, contextFeatures, kept);
    }

    /** The same where more, or older, rows are kept than this snapshot asks for: a later one may ask for them. */
    public InputContract keeping(SupportSetRules rows) {
        return new InputContract(entity, loss, entityFeatures, contextFeatures, rows);
    }

    /** Width of each entity feature that is not the entity's own id, {@link #IDS} for ids features. */
    public SortedMap<String, Integer> entityFeatures() {
        return Collections.unmodifiableSortedMap(entityFeatures);
    }

    /** Width of each context feature that is not an id of the interaction, {@link #IDS} for ids features. */
    public SortedMap<String, Integer> contextFeatures() {
        return Collections.unmodifiableSortedMap(contextFeatures);
    }

    public Loss loss() {
        return loss;
    }

    /**
     * What of the records accepted under this contract cannot be encoded under the next one: features that were of another kind or width,
     * labels that its loss does not allow. A feature that this contract does not know was not checked, and is no conflict.
     *
     * @return one line for each, naming both; empty when records can stay
     */
    public List<String> conflicts(InputContract next) {
        List<String> conflicts = new ArrayList<>();
        conflicts("entity feature", entityFeatures, next.entityFeatures, conflicts);
        conflicts("context feature", contextFeatures, next.contextFeatures, conflicts);
        labelNeeds(next, conflicts);
        return conflicts;
    }

    private static void conflicts(
            String what, Map<String, Integer> checked, Map<String, Integer> next, List<String> conflicts) {
        Map<String, Integer> known = new TreeMap<>(next);
        known.keySet().retainAll(checked.keySet());
        unmetNeeds(what, checked, known, conflicts);
    }

    /** Which side of an interaction is the entity. */
    public EntityKind entity() {
        return entity;
    }

    /** How many rows, and how old ones, the snapshot asks for. */
    public SupportSetRules supportSetRules() {
        return new SupportSetRules(supportMaxSize, supportHorizon);
    }

    /**
     * What a later snapshot needs that records accepted under this contract need not have: features that were never checked, more rows
     * than were kept, labels that its loss does not allow. Such a snapshot is refused (design, CONTRACT).
     *
     * @return one line for each need, naming both values; empty when the later snapshot can follow
     */
    public List<String> unmetNeeds(InputContract later) {
        List<String> needs = new ArrayList<>();
        if (later.entity != entity) {
            needs.add("entity must stay " + entity + ", not " + later.entity);
        }
        unmetNeeds("entity feature", entityFeatures, later.entityFeatures, needs);
        unmetNeeds("context feature", contextFeatures, later.contextFeatures, needs);
        labelNeeds(later, needs);
        if (later.supportMaxSize > supportMaxSize) {
            needs.add("support_max_size must be at most " + supportMaxSize + ", not " + later.supportMaxSize);
        }
        if (later.supportHorizon.compareTo(supportHorizon) > 0) {
            needs.add("support_horizon must be at most " + supportHorizon + ", not " + later.supportHorizon);
        }
        return needs;
    }

    private void labelNeeds(InputContract later, List<String> needs) {
        if (later.loss.predictsProbabilities() && !loss.predictsProbabilities()) {
            needs.add("loss " + name(later.loss) + " needs labels from 0 to 1, which the " + name(loss)
                    + " loss did not");
        }
    }

    private static void unmetNeeds(
            String what, Map<String, Integer> checked, Map<String, Integer> needed, List<String> needs) {
        needed.forEach((name, width) -> {
            Integer before = checked.get(name);
            if (!width.equals(before)) {
                needs.add(
                        what + " '" + OneLine.of(name) + "' must be " + describe(before) + ", not " + describe(width));
            }
        });
    }

    private static String describe(Integer width) {
        if (width == null) {
            return "absent";
        }
        return width == IDS ? "a list of ids" : "dense of width " + width;
    }

    /** Null when the interaction is fine, else one line that names the field and its value. */
    public String violation(Interaction interaction) {
        if (interaction.eventId().isEmpty()) {
            return "event_id is empty";
        }
        if (interaction.memberId().isEmpty()) {
            return "member_id is empty";
        }
        if (interaction.itemId().isEmpty()) {
            return "item_id is empty";
        }
        float label = interaction.label();
        if (!Float.isFinite(label)) {
            return "label must be finite, not " + label;
        }
        if (!loss.allows(label)) {
            return "label must be from 0 to 1 for the " + name(loss) + " loss, not " + label;
        }
        if (!Float.isFinite(interaction.weight()) || interaction.weight() < 0) {
            return "weight must be finite and not negative, not " + interaction.weight();
        }
        return violation("context", contextFeatures, interaction.context());
    }

    /** Null when the profile is fine, else one line that names the field and its value. */
    public String violation(String entityId, Features profile) {
        if (entityId.isEmpty()) {
            return "entity_id is empty";
        }
        return violation("profile", entityFeatures, profile);
    }

    private static String violation(String where, Map<String, Integer> expected, Features features) {
        for (Map.Entry<String, float[]> feature : features.dense().entrySet()) {
            float[] values = feature.getValue();
            Integer width = expected.get(feature.getKey());
            if (width != null && width == IDS) {
                return name(where, feature.getKey()) + " must be a list of ids, not a dense vector";
            }
            if (width != null && width != values.length) {
                return name(where, feature.getKey()) + " must have " + width + " values, not " + values.length;
            }
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    return name(where, feature.getKey()) + " must be finite, not " + values[i] + " at position " + i;
                }
            }
        }
        for (Map.Entry<String, List<String>> feature : features.ids().entrySet()) {
            Integer width = expected.get(feature.getKey());
            if (width != null && width != IDS) {
                return name(where, feature.getKey()) + " must be a dense vector of " + width
                        + " values, not a list of ids";
            }
            for (int i = 0; i < feature.getValue().size(); i++) {
                String id = feature.getValue().get(i);
                if (id == null || id.isEmpty()) {
                    return name(where, feature.getKey()) + " holds an empty id at position " + i;
                }
            }
        }
        return null;
    }

    private static String name(Loss loss) {
        return loss.name().toLowerCase(Locale.ROOT);
    }

    private static String name(String where, String feature) {
        return where + " feature '" + OneLine.of(feature) + "'";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InputContract that
                && entity == that.entity
                && loss == that.loss
                && supportMaxSize == that.supportMaxSize
                && supportHorizon.equals(that.supportHorizon)
                && entityFeatures.equals(that.entityFeatures)
                && contextFeatures.equals(that.contextFeatures);
    }

    @Override
    public int hashCode() {
        return Objects.hash(entity, loss, supportMaxSize, supportHorizon, entityFeatures, contextFeatures);
    }
}

package io.metarefresh.dataset;

import io.metarefresh.interaction.Interaction;
import java.util.List;

/**
 * A data set cut in time: what a model may learn from, and what comes after it. The first part knows profiles as they
 * were at its end, the rest all of them.
 *
 * @param first the earlier interactions
 * @param rest the later interactions
 */
public record TimeSplit(Dataset first, Dataset rest) {

    /**
     * Cuts after the first ⌊share × n⌋ interactions in the order of the data set.
     *
     * @param share of the interactions in the first part, from 0 to 1
     */
    public static TimeSplit of(Dataset data, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be from 0 to 1, not " + share);
        }
        List<Interaction> all = data.interactions();
        int cut = (int) Math.floor(share * all.size());
        Profiles known = cut == 0
                ? Profiles.NONE
                : data.profiles().until(all.get(cut - 1).eventTimeMillis());
        return new TimeSplit(
                new Dataset(all.subList(0, cut), known), new Dataset(all.subList(cut, all.size()), data.profiles()));
    }
}

package io.metarefresh.evaluation.yardstick;

import io.metarefresh.dataset.Dataset;
import io.metarefresh.interaction.Interaction;
import io.metarefresh.training.BaselineNetwork;
import java.util.List;

/**
 * The snapshot's kind of network trained in the ordinary way, frozen after the split.
 *
 * @param ids whether it learns an embedding of every entity
 */
record StaticNetwork(boolean ids) implements Yardstick {
    @Override
    public Prediction predict(YardstickEvents events, Progress progress) {
        List<Interaction> all = events.data().interactions();
        BaselineNetwork network = BaselineNetwork.train(
                new Dataset(all.subList(0, events.split()), events.data().profiles()),
                events.entity(),
                events.loss(),
                ids,
                events.seed(),
                events.threads(),
                progress::at);
        return new Prediction(
                network.predict(
                        all.subList(events.split(), all.size()), events.data().profiles()),
                "");
    }
}

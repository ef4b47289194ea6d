package io.metarefresh.training;

/** An outer parameter: a row-major matrix that meta-training changes, with the moments that Adam keeps of its gradient. */
final class Parameter {
    final String name;
    final int rows;
    final int columns;
    final float[] value;
    final float[] gradient;
    final float[] firstMoment;
    final float[] secondMoment;
    /** Whether weight decay applies: embedding tables. */
    final boolean decays;

    Parameter(String name, int rows, int columns, boolean decays) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.decays = decays;
        int size = Math.multiplyExact(rows, columns);
        this.value = new float[size];
        this.gradient = new float[size];
        this.firstMoment = new float[size];
        this.secondMoment = new float[size];
    }
}

/**
 * Groups: parties that are all connected with each other, and the operations among them.
 *
 * <p>{@link io.frelay.client.FrelayClient#join} connects a {@link io.frelay.client.group.Group}.
 * Its operations are in {@link io.frelay.client.group.Collectives}, the values that they carry in
 * {@link io.frelay.client.group.Elements}. A failure is a {@link
 * io.frelay.client.group.GroupException}.
 *
 * <p>Inside: {@code Mesh} owns the members' connections and the group's one failure, {@code
 * MemberLink} is the connection to one member, {@code Channel} one tag, {@code Exchange} moves the
 * bytes of one step of an operation, and {@code Algorithm} says how many steps an operation takes.
 */
package io.frelay.client.group;
